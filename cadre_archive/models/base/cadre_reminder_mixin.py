from dataclasses import dataclass
from datetime import datetime
from typing import Any

from odoo import api, models
from odoo.fields import Domain

from ...rules import reminders as rules

Number = int | str | tuple[str, str]


@dataclass(frozen=True)
class Reminder:
    """A step of a deadline that somebody is told of, as data.

    The three numbers are days, or the name of a method that gives them, or code and
    key of a number in the clause register (with its unit: days or months).

    :param key: its name, kept with what was sent
    :param date: field of the day it counts from
    :param clause: the clause that orders the deadline
    :param before: how long before that day it is told
    :param after: how long after it
    :param repeat: told again at this interval until the records match no more
    :param domain: which records it is about, besides their day
    :param track: of the steps of one track only the last that has come is told
    :param opened: field of the day on which what it is about began: a step that falls
        on that day, or before it, is left out
    :param is_at_once: told as soon as a record matches, and again when its day moves
    :param activity: external id of the type of the to-dos on the record; without it,
        and privately, they are plain ones
    """

    key: str
    date: str
    clause: str
    before: Number = 0
    after: Number = 0
    repeat: Number = 0
    domain: tuple = ()
    track: str = ""
    opened: str = ""
    is_at_once: bool = False
    activity: str = ""


@dataclass(frozen=True)
class Recipient:
    """Somebody who is told: by mail, by a to-do, or not at all for want of an address.

    :param role: in which part he is told; kept with what was sent
    :param address: where a mail goes to
    :param user_id: who gets a to-do
    :param lang: language of the mail
    :param about: what keeps two mails to one address apart; those that are equal in
        everything get one mail for all their records
    :param is_private: the to-do hangs on no record, since he may not open it
    :param is_joint: private, and one to-do for all the records, as mails are
    """

    role: str
    address: str = ""
    user_id: int = 0
    lang: str = ""
    about: Any = None
    is_private: bool = False
    is_joint: bool = False

    @property
    def channel(self):
        return "mail" if self.address else "activity" if self.user_id else "none"


class CadreReminderMixin(models.AbstractModel):
    """Deadlines that are reminded of, each step once.

    A model declares ``_reminders`` and says by :meth:`_reminder_recipients` whom to
    tell; one nightly run tells what is owed, office by office, and keeps in
    ``cadre.reminder.sent`` what went out. To-dos hang on their record and open it, so
    the model is a ``mail.thread`` with activities, unless all its recipients are told
    by mail or privately. A record of which nobody could be told stays owed.

    Example, a loan that is reminded of three days before its day and from the day
    after it every second day until it is back::

        _reminders = (
            Reminder("soon", "date_due", "R-17", before=3, domain=OUT, track="loan"),
            Reminder("late", "date_due", "R-17", after=1, repeat=2, domain=OUT,
                     track="loan", activity="cadre_x.mail_act_get_back"),
        )

        def _reminder_recipients(self, reminder):
            return {
                loan.id: [Recipient("borrower", address=loan.email)] for loan in self
            }
    """

    _name = "cadre.reminder.mixin"
    _description = "Reminders"
    _reminders: tuple[Reminder, ...] = ()
    # Whose day it is: the field of the office.
    _reminder_company = "company_id"
    # Fields that are read off what was told.
    _reminder_fields: tuple[str, ...] = ()

    # --- Hooks ---

    def _reminder_recipients(self, reminder):
        """Hook: whom to tell of these records, in one batch, as superuser.

        :return: ``{record id: [Recipient]}``; nobody, and the record stays owed
        """
        return {}

    def _reminder_mail(self, reminder, recipient):
        """Hook: subject and body of the mail about these records to a recipient."""
        raise NotImplementedError

    def _reminder_todo(self, reminder, recipient):
        """Hook: further values of the to-do of this record."""
        return {}

    def _after_reminding(self, reminder):
        """Hook: what follows for the records that somebody was told of (batch)."""

    # --- What is owed ---

    @api.model
    def _reminder_domain(self):
        """Records with a step that has come, whether it was told or not."""
        return Domain.OR(self._come_domain(reminder) for reminder in self._reminders)

    @api.model
    def _come_domain(self, reminder):
        domain = Domain(list(reminder.domain)) & Domain(reminder.date, "!=", False)
        last = self._step(reminder).latest_start(self.env.company._cadre_date())
        return domain & Domain(reminder.date, "<=", last) if last else domain

    @api.model
    def _step(self, reminder):
        """The step as the arithmetic sees it, with the numbers of the register."""
        days_before, months_before = self._span(reminder.before)
        days_after, months_after = self._span(reminder.after)
        return rules.Step(
            reminder.key,
            days=days_after - days_before,
            months=months_after - months_before,
            repeat=self._span(reminder.repeat)[0],
            is_at_once=reminder.is_at_once,
        )

    @api.model
    def _span(self, number):
        """Days and months of a number as it is declared."""
        if isinstance(number, tuple):
            threshold = self.env["cadre.clause"]._threshold(*number)
            number = int(threshold.value)
            return (0, number) if threshold.unit == "months" else (number, 0)
        return getattr(self, number)() if isinstance(number, str) else number, 0

    @api.model
    def _owed(self, domain):
        """What was not told yet, of this office and its day.

        :return: ``[(records, Reminder, {record id: day})]``
        """
        today = self.env.company._cadre_date()
        tracks, found = {}, {}
        for reminder in self._reminders:
            track = tracks.setdefault(reminder.track or reminder.key, [])
            track.append((reminder, self._step(reminder)))
            come = self.search(self._come_domain(reminder) & domain)
            found[reminder] = set(come.ids)
        records = self.browse(set().union(*found.values()))
        sent = {(row.res_id, row.step, row.day) for row in records._sent()}
        owed = {reminder.key: {} for reminder in self._reminders}
        for track in tracks.values():
            for record in records:
                current = rules.current(
                    [
                        (step, record[reminder.date], record._opened_on(reminder))
                        for reminder, step in track
                        if record.id in found[reminder]
                    ],
                    today,
                )
                if current and (record.id, *current) not in sent:
                    key, day = current
                    owed[key][record.id] = day
        return [
            (self.browse(owed[reminder.key]), reminder, owed[reminder.key])
            for reminder in self._reminders
            if owed[reminder.key]
        ]

    def _opened_on(self, reminder):
        opened = self[reminder.opened] if reminder.opened else None
        if isinstance(opened, datetime):
            return self.env.company._cadre_date(opened)
        return opened or None

    def _sent(self, *domain):
        """What was told of these records. Nobody reads it, they ask for themselves."""
        own = [("res_model", "=", self._name), ("res_id", "in", self.ids)]
        return (
            self.env["cadre.reminder.sent"].sudo().search([*own, *domain], order="id")
        )

    # --- Telling ---

    @api.model
    def _owed_everywhere(self):
        """As :meth:`_owed`, of every office."""
        # The clock acts for nobody; it is as wide as the office.
        offices = self.env["res.company"].sudo().search([("id", "!=", False)])
        return [
            owed
            for office in offices
            for owed in self.sudo()
            .with_company(office)
            ._owed(Domain(self._reminder_company, "=", office.id))
        ]

    @api.model
    def _remind_all(self):
        """Tell what is owed of this model; the nightly run does so for all models."""
        for records, reminder, days in self._owed_everywhere():
            records._tell(reminder, days)

    def _remind(self):
        """Tell what is owed of these records now.

        Run by the steps of a record, which checked their own rights.
        """
        for office, records in self.sudo().grouped(self._reminder_company).items():
            for owed, reminder, days in records.with_company(office)._owed(
                Domain("id", "in", records.ids)
            ):
                owed._tell(reminder, days)

    def _ask(self, reminder):
        """Tell of a step by hand: once a day, and nobody whose same to-do still waits.

        Run by buttons, which checked who may remind whom.

        :return: how many to-dos were made
        """
        kind = self.env.ref(reminder.activity)
        made = self.env["mail.activity"].sudo()
        for office, records in self.sudo().grouped(self._reminder_company).items():
            today = office._cadre_date()
            settled = {id_ for id_, _user in records._waiting_todos(kind)} | {
                row.res_id
                for row in records._sent(("step", "=", reminder.key))
                if row.day == today
            }
            rest = self.sudo().with_company(office).browse(set(records.ids) - settled)
            rest = rest._tell(reminder, dict.fromkeys(rest.ids, today))
            made = made.union(*rest._waiting_todos(kind).values())
        return len(made)

    def _tell(self, reminder, days=None):
        """Tell of a step, as superuser, and keep that it was told.

        :param dict days: ``{record id: day that the step belongs to}``; left out when a
            person tells of it by hand, which is no step of the clock's
        :return: the records that somebody was told of
        """
        recipients = self._reminder_recipients(reminder)
        told = self.filtered(lambda record: recipients.get(record.id))
        activities = told._send(reminder, recipients)
        if days is not None:
            told._keep_sent(reminder, days, recipients, activities)
        told.invalidate_recordset(self._reminder_fields)
        told._after_reminding(reminder)
        return told

    def _keep_sent(self, reminder, days, recipients, activities):
        today = self.env.company._cadre_date()
        self.env["cadre.reminder.sent"].sudo().create(
            [
                {
                    "res_model": self._name,
                    "res_id": record.id,
                    "step": reminder.key,
                    "day": days[record.id],
                    "date": today,
                    "recipient": recipient.role,
                    "channel": recipient.channel,
                    "address": recipient.address,
                    "user_id": recipient.user_id,
                    "activity_id": activities.get((record.id, recipient.user_id)),
                }
                for record in self
                for recipient in dict.fromkeys(recipients[record.id])
            ]
        )

    def _send(self, reminder, recipients):
        """Write the mails and to-dos, in a fixed number of queries.

        :return: ``{(record id, user id): id of the to-do}``
        """
        letters, todos = {}, {}
        for record in self:
            for recipient in recipients[record.id]:
                if recipient.channel == "mail":
                    letters.setdefault(recipient, self.browse())
                    letters[recipient] |= record
                elif recipient.channel == "activity":
                    about = recipient if recipient.is_joint else record
                    todo = todos.setdefault((recipient, about), self.browse())
                    todos[recipient, about] = todo | record
        # Who is told writes no mails of his own; the model says what may stand there.
        mails = (
            self.env["mail.mail"]
            .sudo()
            .create(
                [
                    {
                        "email_to": recipient.address,
                        "auto_delete": False,
                        **records.with_context(
                            lang=recipient.lang or self.env.lang
                        )._reminder_mail(reminder, recipient),
                    }
                    for recipient, records in letters.items()
                ]
            )
        )
        for mail, records in zip(mails, letters.values(), strict=True):
            records._after_mailing(mail)
        return self._write_todos(reminder, todos)

    def _after_mailing(self, mail):
        """Hook: a mail about these records was written; it goes out later."""

    def _write_todos(self, reminder, todos):
        """Make to-dos; one that still waits for its user moves to the new day.

        :param dict todos: ``{(Recipient, …): records}``
        :return: ``{(record id, user id): id of the to-do}``
        """
        if not todos:
            return {}
        plain = self.env.ref("mail.mail_activity_data_todo")
        own = self.env.ref(reminder.activity) if reminder.activity else plain
        waiting = self._waiting_todos(own | plain)
        # Read together, however many are told.
        users = self.env["res.users"].browse({one.user_id for one, _about in todos})
        users = {user.id: user for user in users}
        fresh, later = {}, {}
        for (recipient, _about), records in todos.items():
            user = users[recipient.user_id]
            is_private = recipient.is_private or recipient.is_joint
            # A type that belongs to a model needs a record of it.
            kind = plain if is_private and own.res_model else own
            told = records.with_context(lang=user.lang or self.env.lang)
            vals = {
                "summary": kind.with_env(told.env).summary,
                "date_deadline": min(told.mapped(reminder.date)),
                **told._reminder_todo(reminder, recipient),
            }
            keys = [(id_, user.id) for id_ in records.ids]
            todo = self.env["mail.activity"].union(
                *(waiting[key] for key in keys if key in waiting)
            )
            if todo:
                later.setdefault(vals["date_deadline"], todo.browse())
                later[vals["date_deadline"]] |= todo.filtered(
                    lambda t, day=vals["date_deadline"]: t.date_deadline != day
                )
                continue
            fresh[recipient, records] = {
                "activity_type_id": kind.id,
                "user_id": user.id,
                "automated": True,
                **vals,
            }
            if not is_private:
                fresh[recipient, records] |= {
                    "res_model_id": self.env["ir.model"]._get_id(self._name),
                    "res_id": records.id,
                }
        for day, activities in later.items():
            activities.date_deadline = day
        # The to-do is enough: a mail for each would tell no more.
        quiet = self.env["mail.activity"].with_context(mail_activity_quick_update=True)
        made = quiet.sudo().create(list(fresh.values()))
        ids = {key: activity.id for key, activity in waiting.items()}
        for (recipient, records), activity in zip(fresh, made, strict=True):
            ids |= dict.fromkeys(
                ((id_, recipient.user_id) for id_ in records.ids), activity.id
            )
        return ids

    def _waiting_todos(self, kinds=None):
        """To-dos of earlier reminders that nobody has done yet.

        :return: ``{(record id, user id): mail.activity}``, as superuser
        """
        return {
            (row.res_id, row.user_id.id): row.activity_id
            for row in self._sent(("activity_id", "!=", False))
            if row.activity_id.active
            and (kinds is None or row.activity_id.activity_type_id in kinds)
        }

    def _settle_reminders(self, kind=""):
        """Take back the to-dos of records that need no reminding any more.

        Run by the steps of a record: what is settled is nobody's to do.

        :param str kind: external id of a type, to settle no others
        """
        kinds = self.env.ref(kind) if kind else None
        waiting = self._waiting_todos(kinds)
        self.env["mail.activity"].sudo().union(*waiting.values()).unlink()

    def _last_reminders(self):
        """The last step told of each, and when: ``{record id: (key, date)}``."""
        return {row.res_id: (row.step, row.date) for row in self._sent()}
