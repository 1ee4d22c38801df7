import itertools

from odoo import api, models
from odoo.exceptions import ValidationError

from ...rules.cells import cell_problem


class CadreImportMixin(models.AbstractModel):
    """What a model needs so that a clerk can import it safely and again.

    - ``_import_template``: path of the workbook that a clerk begins with.
    - ``_import_key``: names of the fields that tell one record from another. A row
      whose key is on record updates that record; a key twice in one file is refused.
    - Mark-up and control characters are refused, in imports and in every other
      ``create`` and ``write`` of a name-like field.
    """

    _name = "cadre.import.mixin"
    _description = "Import Mixin"
    _import_key: tuple[str, ...] = ()
    _import_template = ""

    # --- ORM overrides ---

    @api.model_create_multi
    def create(self, vals_list):
        self._check_cells(vals_list)
        return super().create(vals_list)

    def write(self, vals):
        self._check_cells([vals])
        return super().write(vals)

    @api.model
    def get_import_templates(self):
        templates = super().get_import_templates()
        if self._import_template:
            label = self.env["ir.model"]._get(self._name).sudo().name
            templates.append(
                {
                    "label": self.env._("Import Template: %s", label),
                    "template": f"/{self._import_template}",
                }
            )
        return templates

    @api.model
    def load(self, fields, data):
        """Check every cell and the keys of the whole file before Odoo's own load."""
        messages = self._cell_messages(fields, data)
        messages += self._duplicate_messages(fields, data)
        if messages:
            return {"ids": False, "messages": messages, "nextrow": 0}
        return super().load(fields, data)

    @api.model
    def _convert_records(self, records, *, log=lambda a: None, savepoint):
        if not self._import_key:
            yield from super()._convert_records(records, log=log, savepoint=savepoint)
        elif all(self._fields[name].type == "char" for name in self._import_key):
            # Read off the file as they are, so that rows are handed over one by one:
            # a row may name an earlier row of the file, such as a superior.
            records = list(records)
            known = self._find_by_key([record for record, _info in records])
            converted = super()._convert_records(
                iter(records), log=log, savepoint=savepoint
            )
            yield from self._with_known(converted, known)
        else:
            converted = super()._convert_records(records, log=log, savepoint=savepoint)
            # Batches keep memory flat and the look-up at one query each.
            while batch := list(itertools.islice(converted, 1000)):
                known = self._find_by_key([record for _id, _x, record, _i in batch])
                yield from self._with_known(batch, known)

    @api.model
    def _with_known(self, converted, known):
        """Give the converted rows the ids of the records that they update."""
        for db_id, xid, record, info in converted:
            if not db_id and not xid:
                db_id = known.get(self._record_key(record), db_id)
            yield db_id, xid, record, info

    # --- Cells ---

    @api.model
    def _cell_message(self, problem, value, label):
        texts = {
            "script": self.env._(
                "“%(value)s” in “%(label)s” contains mark-up or script. "
                "Write plain text without < and >.",
                value=value[:40],
                label=label,
            ),
            "control": self.env._(
                "The text in “%(label)s” contains invisible control characters. "
                "Type it again.",
                label=label,
            ),
        }
        return texts[problem]

    @api.model
    def _check_cells(self, vals_list):
        """Refuse values that come alive elsewhere.

        :raises ValidationError: naming field, value and remedy
        """
        named = (self._fields.get(name) for name in set().union(*vals_list))
        fields = [
            field
            for field in named
            if field and field.type == "char" and field.store and not field.related
        ]
        for vals in vals_list:
            for field in fields:
                if problem := cell_problem(value := vals.get(field.name)):
                    label = field._description_string(self.env)
                    raise ValidationError(self._cell_message(problem, value, label))

    @api.model
    def _cell_messages(self, fields, data):
        guarded = {}
        for index, path in enumerate(fields):
            name = path.split("/")[0]
            field = self._fields.get(name)
            if field and field.type in ("char", "text", "many2one"):
                guarded[index] = (path, name, field._description_string(self.env))
        return [
            {
                "type": "error",
                "message": self._cell_message(problem, row[index], label),
                "field": name,
                "field_path": path.split("/"),
                "field_name": label,
                "rows": {"from": number, "to": number},
                "record": number,
            }
            for number, row in enumerate(data)
            for index, (path, name, label) in guarded.items()
            if (problem := cell_problem(row[index]))
        ]

    # --- Keys ---

    @api.model
    def _duplicate_messages(self, fields, data):
        """Rows of one file that repeat the key of an earlier row."""
        names = [path.split("/")[0] for path in fields]
        if not self._import_key or not set(self._import_key) <= set(names):
            return []
        columns = [names.index(name) for name in self._import_key]
        labels = ", ".join(
            self._fields[name]._description_string(self.env)
            for name in self._import_key
        )
        seen, messages = {}, []
        for number, row in enumerate(data):
            key = tuple(row[index] for index in columns)
            if not all(key):
                continue
            if key in seen:
                messages.append(
                    {
                        "type": "error",
                        "message": self.env._(
                            "%(key)s is already in data row %(first)s of this file "
                            "(%(labels)s). Remove one of the two rows or correct the "
                            "number.",
                            key=" / ".join(map(str, key)),
                            first=seen[key] + 1,
                            labels=labels,
                        ),
                        "field": self._import_key[0],
                        "field_name": labels,
                        "rows": {"from": number, "to": number},
                        "record": number,
                    }
                )
            else:
                seen[key] = number
        return messages

    @api.model
    def _record_key(self, record):
        """The key of converted values, comparable with :meth:`_find_by_key`'s."""
        if not set(self._import_key) <= set(record):
            return None
        return tuple(
            self._fields[name].convert_to_write(
                self._fields[name].convert_to_record(
                    self._fields[name].convert_to_cache(record[name], self), self
                ),
                self,
            )
            for name in self._import_key
        )

    @api.model
    def _find_by_key(self, records):
        """Records on file with these keys.

        :return: ``{key: id}`` of those that the user may read
        """
        keys = {self._record_key(record) for record in records} - {None}
        if not keys:
            return {}
        domain = [
            (name, "in", list({key[position] for key in keys}))
            for position, name in enumerate(self._import_key)
        ]
        found = {}
        # A key is given once in an office; other offices may use it as well.
        own = self.with_context(
            active_test=False, allowed_company_ids=self.env.company.ids
        )
        if "company_id" in self._fields:
            domain.append(("company_id", "in", [self.env.company.id, False]))
        for record in own.search(domain):
            key = tuple(
                self._fields[name].convert_to_write(record[name], record)
                for name in self._import_key
            )
            found[key] = record.id
        return found
