import csv
import re

from lxml import etree

from odoo import api, models
from odoo.tools.misc import file_open

from ..base.cadre_guard_mixin import OURS

# What of a record decides on rights, per model.
DECIDES = {
    "ir.rule": (
        "active",
        "model_id",
        "domain_force",
        "groups",
        "perm_read",
        "perm_write",
        "perm_create",
        "perm_unlink",
    ),
    "ir.model.access": (
        "active",
        "model_id",
        "group_id",
        "perm_read",
        "perm_write",
        "perm_create",
        "perm_unlink",
    ),
    "ir.actions.server": ("state", "model_id", "code", "group_ids"),
    "ir.cron": ("active", "state", "model_id", "code", "user_id"),
}
REF = re.compile(r"ref\('([^']+)'\)")
PERMS = ("perm_read", "perm_write", "perm_create", "perm_unlink")


class CadreRights(models.AbstractModel):
    """Whether record rules and access rights of our models are as installed (R-40).

    Avoidance, secrecy and office do not depend on them (see ``ir.rule``); which role
    sees what does. A change is logged and told at once, and each night what stands in
    the database is compared with the addons' own data.
    """

    _name = "cadre.rights"
    _description = "Rights as Installed"

    @api.model
    def _touching(self, records):
        """Those of the rules, rights and actions that touch our models."""
        return records.sudo().filtered(
            lambda record: (record.model_id.model or "").startswith("cadre.")
        )

    @api.model
    def _told(self, records, action, before=None):
        """Log and tell that rules, rights or actions of our models were changed.

        What the installation does is not told; a context from outside says nothing.
        """
        touched = self._touching(records)
        if not touched or not self.env.registry.ready:
            return
        entries = []
        for record in touched:
            now = self._facts(record)
            old = (before or {}).get(record.id, {})
            payload = {
                name: [old.get(name, ""), value]
                for name, value in now.items()
                if action != "edit" or old.get(name) != value
            }
            if payload:
                entries.append(
                    {
                        "model": record._name,
                        "res_id": record.id,
                        "action": action,
                        "clause": "R-40",
                        "payload": {
                            "name": record.display_name,
                            "of": record.model_id.model,
                            **payload,
                        },
                    }
                )
        if not entries:
            return
        Log = self.env["cadre.log"]
        Log._record(entries)
        Log._alarm(
            self.env._(
                "%(user)s changed rights or automatic actions of the archive's models: "
                "%(names)s.",
                user=self.env.user.login,
                names=", ".join(entry["payload"]["name"] or "?" for entry in entries),
            )
        )

    @api.model
    def _facts(self, record):
        """What decides, as it stands in the log."""
        facts = {}
        for name in DECIDES[record._name]:
            value = record[name]
            if isinstance(value, models.BaseModel):
                value = ", ".join(map(str, value.mapped("display_name")))
            facts[name] = value or ""
        return facts

    @api.model
    def _before(self, records):
        touched = self._touching(records)
        return {record.id: self._facts(record) for record in touched}

    # --- As installed ---

    @api.model
    def _cron_check(self):
        """Nightly: tell what is not as installed."""
        if found := self._differences():
            self.env["cadre.log"]._alarm(
                self.env._(
                    "Rights of the archive's models are not as installed: %s.",
                    "; ".join(found[:20]),
                )
            )

    @api.model
    def _differences(self):
        """Rules and rights of our models that are not as the addons have them.

        :rtype: list[str]
        """
        return [*self._differing_access(), *self._differing_rules()]

    @api.model
    def _installed(self):
        modules = self.env["ir.module.module"].sudo()
        return [name for name in OURS if modules._get(name).state == "installed"]

    @api.model
    def _id_of(self, module, xmlid):
        name = xmlid if "." in xmlid else f"{module}.{xmlid}"
        return self.env["ir.model.data"]._xmlid_to_res_id(name) or 0

    @api.model
    def _differing_access(self):
        wanted = {}
        for module in self._installed():
            with file_open(f"{module}/security/ir.model.access.csv") as file:
                for row in csv.DictReader(file):
                    id_ = self._id_of(module, row["id"])
                    group = (
                        row["group_id:id"]
                        if "group_id:id" in row
                        else row["group_id/id"]
                    )
                    wanted[id_] = (
                        f"{module}.{row['id']}",
                        self._id_of(module, group) if group else 0,
                        *(row[perm] == "1" for perm in PERMS),
                    )
        found = self.env["ir.model.access"].sudo().with_context(active_test=False)
        found = found.search([("model_id.model", "=like", "cadre.%")])
        for access in found | found.browse(id_ for id_ in wanted if id_).exists():
            now = (access.group_id.id or 0, *(access[perm] for perm in PERMS))
            if access.id not in wanted:
                if access.active and not self._is_of_module(access):
                    yield f"+ {access.model_id.model}: {access.name}"
            elif not access.active or now != wanted[access.id][1:]:
                yield f"≠ {wanted[access.id][0]}"
        for id_, (xmlid, *_facts) in wanted.items():
            if not id_ or id_ not in found._ids and not found.browse(id_).exists():
                yield f"- {xmlid}"

    @api.model
    def _differing_rules(self):
        wanted = {}
        for module in self._installed():
            with file_open(f"{module}/security/{module}_rules.xml", "rb") as file:
                tree = etree.parse(file)
            for node in tree.iterfind(".//record[@model='ir.rule']"):
                id_ = self._id_of(module, node.get("id"))
                wanted[id_] = (f"{module}.{node.get('id')}", module, node)
        found = self.env["ir.rule"].sudo().with_context(active_test=False)
        found = found.search([("model_id.model", "=like", "cadre.%")])
        for rule in found:
            if rule.id not in wanted:
                if rule.active and not self._is_of_module(rule):
                    yield f"+ {rule.model_id.model}: {rule.name}"
                continue
            xmlid, module, node = wanted[rule.id]
            texts = {f.get("name"): f for f in node.iterfind("field")}
            domain = texts["domain_force"].text if "domain_force" in texts else False
            refs = texts["groups"].get("eval", "") if "groups" in texts else ""
            groups = {self._id_of(module, name) for name in REF.findall(refs)}
            perms = [
                texts[perm].get("eval", "True").strip() in ("1", "True")
                if perm in texts
                else True
                for perm in PERMS
            ]
            if (
                not rule.active
                or (rule.domain_force or "").split() != (domain or "").split()
                or [rule[perm] for perm in PERMS] != perms
                or set(rule.groups.ids) != groups
            ):
                yield f"≠ {xmlid}"
        for id_, (xmlid, _module, _node) in wanted.items():
            if not id_ or not found.browse(id_).exists():
                yield f"- {xmlid}"

    @api.model
    def _is_of_module(self, record):
        """Whether a row came with another installed addon, such as a bridge."""
        modules = self.env["ir.module.module"].sudo()
        others = modules.search([("state", "=", "installed")]).mapped("name")
        domain = [
            ("model", "=", record._name),
            ("res_id", "=", record.id),
            ("module", "in", list(set(others) - set(OURS))),
        ]
        return bool(self.env["ir.model.data"].sudo().search_count(domain, limit=1))
