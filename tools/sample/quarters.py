"""What happens around the quarters: delegates, drafts, an objection, consequences."""

from . import office
from .seed import RUNNING

YEAR = [("cycle_id.year", "=", RUNNING)]
OBJECTION = "对服务态度一项的评分有异议：七月的投诉经核查并非本人经办，请予核实。"


def load(loader):
    loader.step("name a delegate", _delegate)
    loader.step("begin drafts", _drafts)
    loader.step("object to a quarter", _object)
    loader.step("confirm consequences", _consequences)


def _delegate(loader):
    """The leader is away for some weeks; another head of a section stands in."""
    env = loader.as_user("leader")
    own = env.user.employee_id
    known = office.sample_logins(loader)
    heads = (
        loader.env["cadre.appraisal"]
        .search(YEAR)
        .leader_id.filtered(
            lambda head: head.user_id and head.user_id.login not in known
        )
    )
    line = loader.env["cadre.quarterly.evaluation"].search(
        [("leader_id", "=", own.id), *YEAR]
    )
    others = (heads - own - line.employee_id).sorted("cadre_number")
    delegation = env["cadre.appraisal.delegation"].create(
        {
            "leader_id": own.id,
            "delegate_id": others[-1:].id,
            "date_from": f"{RUNNING}-11-23",
            "date_to": f"{RUNNING}-12-11",
            "reason": "赴市委党校参加为期三周的培训，期间委托代为评鉴。",
        }
    )
    return delegation.delegate_id.display_name


def _drafts(loader):
    """Two drafts that the leader has begun; nobody else reads them yet."""
    env = loader.as_user("leader")
    drafts = env["cadre.quarterly.evaluation"].search(
        [
            *YEAR,
            ("quarter", "=", "4"),
            ("state", "=", "draft"),
            ("leader_id.user_id", "=", env.uid),
        ],
        order="id",
        limit=2,
    )
    for draft, points in zip(drafts, (86, 78), strict=True):
        draft.write(
            {
                "score_performance": points,
                "score_attitude": points + 2,
                "comment": "（草稿）十月、十一月任务推进平稳，待十二月完成后定稿。",
            }
        )
    return f"{len(drafts)} drafts"


def _object(loader):
    """A cadre objects on paper to his quarter; the office types it in."""
    given = loader.as_user("clerk")["cadre.quarterly.evaluation"].search(
        [*YEAR, ("state", "=", "fed_back")], order="quarter desc, score"
    )
    # Those with a login of the sample have theirs to acknowledge on the screen.
    known = office.sample_logins(loader)
    evaluation = given.filtered(
        lambda e: e.sudo().employee_id.user_id.login not in known
    )[:1]
    action = evaluation.action_object()
    wizard = evaluation.env[action["res_model"]].with_context(**action["context"])
    wizard.create({"objection": OBJECTION, "acknowledge": False}).action_confirm()
    return evaluation.display_name


def _consequences(loader):
    """The office confirms what it has got to; the last proposal of the year waits."""
    proposed = loader.as_user("clerk")["cadre.consequence"].search(
        [("state", "=", "proposed")], order="date_from"
    )
    proposed[:-1].action_confirm()
    return f"{len(proposed) - 1} of {len(proposed)} confirmed"
