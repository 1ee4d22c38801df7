from odoo import api, fields, models
from odoo.tools import SQL

from ..rules import progress, shares


class CadreTask(models.Model):
    """What became of a task, and what its targets were broken down into (A-23).

    Figures of a target are sums over people whom the reader may not see; they name
    nobody.
    """

    _inherit = "cadre.task"

    progress = fields.Float(
        string="Progress (%)",
        compute="_compute_progress",
        aggregator=None,
        help="A-23: of a month's task, as recorded. Of a target, what was done in its "
        "own unit against what is planned; where no part has its unit, the mean.",
    )
    qty_done = fields.Float(
        string="Done",
        digits=(12, 2),
        compute="_compute_progress",
        help="A-23: done in the unit of the task, all parts together.",
    )
    qty_decomposed = fields.Float(
        string="Broken down",
        digits=(12, 2),
        compute="_compute_qty_decomposed",
        help="A-21: planned quantity of its parts in the same unit.",
    )
    qty_remainder = fields.Float(
        string="Not broken down",
        digits=(12, 2),
        compute="_compute_qty_decomposed",
        help="A-21: of the planned quantity; negative when the parts exceed it.",
    )
    decomposition_note = fields.Char(compute="_compute_decomposition_note")
    stage = fields.Selection(
        [("todo", "Not begun"), ("doing", "Begun"), ("done", "Done")],
        string="How far",
        compute="_compute_stage",
        store=True,
        index="btree_not_null",
        group_expand=True,
        help="Of a month's task, by its progress.",
    )

    @api.depends("line_ids.progress", "line_ids.qty_done", "child_ids", "qty_planned")
    def _compute_progress(self):
        """One query for the whole batch, however deep the trees are.

        A stored figure would make every cadre who hands in a month write to the same
        few targets of the office at the end of each month.
        """
        self.env["cadre.monthly.record.line"].flush_model(
            ["task_id", "progress", "qty_done"]
        )
        self.flush_model(["parent_id", "qty_planned", "uom_text"])
        rows = (
            self.env.execute_query(
                SQL(
                    """
                    WITH RECURSIVE tree (root, id, planned, same) AS (
                        SELECT id, id, qty_planned, true FROM cadre_task WHERE id IN %s
                        UNION
                        SELECT tree.root, task.id, task.qty_planned,
                               task.uom_text = root.uom_text
                        FROM tree
                        JOIN cadre_task task ON task.parent_id = tree.id
                        JOIN cadre_task root ON root.id = tree.root
                    )
                    SELECT tree.root, avg(line.progress),
                           sum(CASE WHEN line.qty_done > 0 THEN line.qty_done
                                    ELSE tree.planned * line.progress / 100
                               END) FILTER (WHERE tree.same)
                    FROM tree
                    JOIN cadre_monthly_record_line line ON line.task_id = tree.id
                    GROUP BY tree.root
                    """,
                    tuple(self.ids),
                )
            )
            if self.ids
            else []
        )
        found = {root: (mean, done) for root, mean, done in rows}
        for task in self:
            mean, done = found.get(task.id, (None, None))
            done = None if done is None else float(done)
            task.qty_done = done or 0.0
            if task.level == "month":
                task.progress = mean or 0.0
            else:
                task.progress = (
                    progress.target_progress(task.qty_planned, done, mean) or 0.0
                )

    @api.depends("child_ids.qty_planned", "child_ids.uom_text", "qty_planned")
    def _compute_qty_decomposed(self):
        sums = {}
        if self.ids:
            # As superuser: the parts may be tasks of people whom one may not see.
            for parent, uom, total in self.sudo()._read_group(
                [("parent_id", "in", self.ids)],
                ["parent_id", "uom_text"],
                ["qty_planned:sum"],
            ):
                sums[parent.id, uom] = total
        for task in self:
            task.qty_decomposed = sums.get((task.id, task.uom_text), 0.0)
            task.qty_remainder = shares.remainder(task.qty_planned, task.qty_decomposed)

    @api.depends("qty_remainder", "level", "uom_text")
    def _compute_decomposition_note(self):
        for task in self:
            task.decomposition_note = False
            if task.level == "month" or not task.id:
                continue
            if task.qty_remainder < 0:
                task.decomposition_note = self.env._(
                    "The parts exceed the target by %(quantity)s %(unit)s (A-21).",
                    quantity=f"{-task.qty_remainder:g}",
                    unit=task.uom_text,
                )
            elif task.qty_remainder > 0:
                task.decomposition_note = self.env._(
                    "%(quantity)s %(unit)s of the target are not broken down yet "
                    "(A-21).",
                    quantity=f"{task.qty_remainder:g}",
                    unit=task.uom_text,
                )

    @api.depends("level", "line_ids.progress")
    def _compute_stage(self):
        for task in self:
            if task.level != "month":
                task.stage = False
                continue
            done = max(task.line_ids.mapped("progress"), default=0.0)
            task.stage = "done" if done >= 100 else "doing" if done > 0 else "todo"
