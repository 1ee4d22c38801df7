import itertools

import psycopg2

from odoo import api, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL, mute_logger

from ...rules.cells import cell_problem
from ...rules.figures import FigureError, card_problem, number_problem, read_moment
from ...rules.normal import clean, clean_key, normal, visible
from .import_run import KEY, MAX_REFUSED, ImportRun

# As rules/normal.py has it, in SQL.
_UNSEEN = (
    r"[\s\u00AD\u034F\u115F\u1160\u200B-\u200F\u202A-\u202E\u2060-\u2064\u3164\uFEFF]"
)


class CadreImportMixin(models.AbstractModel):
    """What a model needs so that a clerk can import it safely and again.

    - ``_import_template``: path of the workbook that a clerk begins with.
    - ``_import_key``: names of the fields that tell one record from another. A row
      whose key is on record updates that record; a key twice in one file is refused.
      Keys of text are compared in one normal form: ＹＴ０５０ is YT050.
    - ``_import_identities``: fields that hold identity numbers.
    - ``_import_past``: dates that lie in the past, such as a birthday.
    - Mark-up and control characters are refused, in imports and in every other
      ``create`` and ``write`` of a name-like field.

    Of a file that shows an error nothing is stored, and each refused row is told with
    all its own reasons: a batch that fails is halved until the rows are found.
    """

    _name = "cadre.import.mixin"
    _description = "Import Mixin"
    _import_key: tuple[str, ...] = ()
    _import_template = ""
    _import_identities: tuple[str, ...] = ()
    _import_past: tuple[str, ...] = ()

    # --- ORM overrides ---

    @api.model_create_multi
    def create(self, vals_list):
        self._check_cells(vals_list)
        return super().create([self._with_clean_key(vals) for vals in vals_list])

    def write(self, vals):
        self._check_cells([vals])
        return super().write(self._with_clean_key(vals))

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
        """All rows or none, with every reason of every refused row."""
        run = ImportRun.of(self.env, self._name) or ImportRun(self._name)
        data = self._clean_cells(fields, data)
        self._refuse_cells(run, fields, data)
        self._refuse_identities(run, fields, data)
        self._refuse_duplicates(run, fields, data)
        for row, name in run.bad_cells:
            for index, path in enumerate(fields):
                if path.split("/")[0] == name:
                    data[row][index] = ""
        savepoint = self.env.cr.savepoint()
        result = super(CadreImportMixin, self.with_context(**{KEY: run})).load(
            fields, data
        )
        messages = run.messages + [
            dict(message, type="error")
            for message in result["messages"]
            if not self._follows(run, message)
        ]
        if messages:
            savepoint.rollback()
            self.pool.reset_changes()
            messages.sort(key=lambda m: (m.get("rows") or {}).get("from", -1))
            result |= {"ids": False, "messages": messages, "nextrow": 0}
        savepoint.close(rollback=False)
        return result

    @api.model
    def _follows(self, run, message):
        """Whether a complaint only follows from a cell that was refused already."""
        row = (message.get("rows") or {}).get("from")
        if row is None:
            return False
        field = (message.get("field") or "").split("/")[0]
        return (row, field) in run.bad_cells

    @api.model
    def _convert_records(self, records, *, log=lambda a: None, savepoint):
        if (run := ImportRun.of(self.env, self._name)) is not None:
            log = self._noting(run, log)
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
    def _noting(self, run, log):
        """A log of ``_convert_records`` that remembers which rows are refused."""

        def noted(message):
            row = (message.get("rows") or {}).get("from")
            if row is not None:
                run.bad_rows.add(row)
            log(message)

        return noted

    @api.model
    def _load_records(self, data_list, update=False):
        run = ImportRun.of(self.env, self._name)
        if run is None or any("info" not in data for data in data_list):
            return super()._load_records(data_list, update)
        # Of a row with a refused cell the rest says nothing true.
        rows = [
            data
            for data in data_list
            if run.bad_rows.isdisjoint(
                range(data["info"]["rows"]["from"], data["info"]["rows"]["to"] + 1)
            )
        ]
        return self._load_rows(run, rows, update)

    @api.model
    def _load_rows(self, run, rows, update):
        """Store rows; where that fails halve them, until the bad ones are found.

        Odoo blames the first row of the batch, and undoes the rows that others name.
        """
        if not rows or run.is_full:
            return self.browse()
        copies = [dict(row, values=dict(row["values"])) for row in rows]
        self._fetch_known(copies)
        try:
            with self.env.cr.savepoint(), mute_logger("odoo.sql_db"):
                # Odoo's own for this part; ours would halve it again.
                # pylint: disable-next=super-method-mismatch
                return super()._load_records(copies, update)
        except psycopg2.InternalError:
            raise
        except Exception as error:
            if len(rows) == 1:
                self._refuse_row(run, rows[0]["info"]["rows"]["from"], error)
                return self.browse()
        half = len(rows) // 2
        return self._load_rows(run, rows[:half], update) + self._load_rows(
            run, rows[half:], update
        )

    @api.model
    def _fetch_known(self, rows):
        """Read what the rows are compared with, in one query for all of them."""
        values = [row["values"] for row in rows if row["values"].get("id")]
        names = [
            name
            for name in set().union(*values) & set(self._fields)
            if self._fields[name].store
            and self._has_field_access(self._fields[name], "read")
        ]
        if values:
            known = self.browse(found["id"] for found in values)
            known.fetch(names)

    def _load_records_write(self, values):
        """What a row repeats from the record is no change; all of it, no write."""
        if self.env.context.get("import_file"):
            values = {
                name: value
                for name, value in values.items()
                if not self._is_on_record(name, value)
            }
            if not set(values) - {"id"}:
                return None
        return super()._load_records_write(values)

    def _is_on_record(self, name, value):
        field = self._fields.get(name)
        if field is None or not field.store or not field.column_type:
            return False
        if field.type in ("properties", "json"):
            return False
        if field.type in ("integer", "float", "monetary") and not value:
            # No number is read as 0: that 0 was stated is news.
            return False
        if not self._has_field_access(field, "read"):
            return False
        cached = field.convert_to_cache(value, self, validate=False)
        return field.convert_to_record(cached, self) == self[name]

    @api.model
    def _refuse_row(self, run, row, error):
        """Note why a row could not be stored.

        :raises Exception: what is no refusal but a fault
        """
        field = ""
        if isinstance(error, UserError):
            text = str(error)
        elif isinstance(error, psycopg2.Error):
            text = self._sql_error_to_message(error)
            column = error.diag.column_name
            field = column if column in self._fields else ""
        else:
            raise error
        run.refused += 1
        label = self._fields[field]._description_string(self.env) if field else ""
        run.refuse(row, text, field, label)
        if run.is_full:
            run.refuse(
                row,
                self.env._(
                    "Here reading was stopped after %s refused rows.", MAX_REFUSED
                ),
            )

    @api.model
    def _with_known(self, converted, known):
        """Give the converted rows the ids of the records that they update."""
        for db_id, xid, record, info in converted:
            if not db_id and not xid:
                db_id = known.get(self._record_key(record), db_id)
                for name in self._import_key if db_id else ():
                    # Found by its normal form: the one on record stays.
                    if self._fields[name].type == "char":
                        record.pop(name, None)
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
    def _with_clean_key(self, vals):
        """The values, with keys of text as they are stored: nothing unseen in them."""
        keys = {
            name: clean_key(vals[name])
            for name in self._import_key
            if isinstance(vals.get(name), str)
        }
        return {**vals, **keys} if keys else vals

    @api.model
    def _clean_cells(self, fields, data):
        """A copy of the rows, without the signs that nobody sees."""
        return [
            [clean(cell) if isinstance(cell, str) else cell for cell in row]
            for row in data
        ]

    @api.model
    def _refuse_cells(self, run, fields, data):
        """Refuse cells that come alive elsewhere, and birthdays to come."""
        today = self.env.company._cadre_date()
        for index, path in enumerate(fields):
            name = path.split("/")[0]
            field = self._fields.get(name)
            if not field:
                continue
            label = field._description_string(self.env)
            for number, row in enumerate(data):
                value = row[index]
                if field.type in ("char", "text", "many2one"):
                    if problem := cell_problem(value):
                        text = self._cell_message(problem, value, label)
                        run.refuse(number, text, name, label)
                elif name in self._number_fields_of_people():
                    if number_problem(value):
                        text = self._figure_message(label, value)
                        run.refuse(number, text, name, label)
                elif name in self._import_past and (day := self._day_of(value)):
                    if day > today:
                        text = self.env._("“%s” lies in the future.", value)
                        run.refuse(number, text, name, label)

    @api.model
    def _day_of(self, value):
        try:
            return read_moment(str(value)).date() if value else None
        except FigureError:
            return None

    @api.model
    def _refuse_identities(self, run, fields, data):
        """Refuse identity numbers that cannot be one; the check sign is only told."""
        today = self.env.company._cadre_date()
        texts = {
            "old": self.env._(
                "“%s” is a number of the old form with 15 digits. Write the one with "
                "18 characters."
            ),
            "length": self.env._(
                "“%s” is not an identity number: that has 18 characters."
            ),
            "characters": self.env._(
                "“%s” is no identity number: compare it with the card."
            ),
            "birth": self.env._(
                "“%s” holds no date of birth: compare it with the card."
            ),
            "birthday": self.env._(
                "“%s” holds another date of birth than this row. Compare both with the "
                "card."
            ),
        }
        birth = fields.index("birthday") if "birthday" in fields else None
        for name in self._import_identities:
            if name not in fields:
                continue
            index, label = fields.index(name), self._fields[name].string
            for number, row in enumerate(data):
                stated = None if birth is None else self._day_of(row[birth])
                problem = card_problem(str(row[index] or ""), today, stated)
                if text := texts.get(problem):
                    run.refuse(number, text % row[index], name, label)

    # --- Keys ---

    @api.model
    def _refuse_duplicates(self, run, fields, data):
        """Refuse rows of one file that repeat the key of an earlier row."""
        names = [path.split("/")[0] for path in fields]
        if not self._import_key or not set(self._import_key) <= set(names):
            return
        columns = [names.index(name) for name in self._import_key]
        labels = ", ".join(
            self._fields[name]._description_string(self.env)
            for name in self._import_key
        )
        seen = {}
        for number, row in enumerate(data):
            shown = [str(row[index] or "") for index in columns]
            if not all(shown):
                continue
            key = tuple(normal(text) for text in shown)
            if key in seen:
                message = self.env._(
                    "%(key)s is already in data row %(first)s of this file "
                    "(%(labels)s). Remove one of the two rows or correct the "
                    "number.",
                    key=" / ".join(shown),
                    first=seen[key] + 1,
                    labels=labels,
                )
                run.refuse(number, message, self._import_key[0], labels)
            else:
                seen[key] = number

    @api.model
    def _record_key(self, record):
        """The key of converted values, comparable with :meth:`_find_by_key`'s."""
        if not set(self._import_key) <= set(record):
            return None
        return tuple(
            self._normal_of(
                name,
                self._fields[name].convert_to_write(
                    self._fields[name].convert_to_record(
                        self._fields[name].convert_to_cache(record[name], self), self
                    ),
                    self,
                ),
            )
            for name in self._import_key
        )

    @api.model
    def _normal_of(self, name, value):
        if self._fields[name].type == "char" and isinstance(value, str):
            return normal(value)
        return value

    @api.model
    def _find_by_key(self, records):
        """Records on file with these keys.

        :return: ``{key: id}`` of those that the user may read
        """
        keys = {self._record_key(record) for record in records} - {None}
        if not keys:
            return {}
        # As written first: an index finds it. What is left is compared by its form.
        found = self._search_keys(keys, records)
        left = {key for key in keys if key not in found}
        if left and any(map(self._has_normal_form, self._import_key)):
            found = {**self._search_keys(left), **found}
        return found

    @api.model
    def _has_normal_form(self, name):
        field = self._fields[name]
        return field.type == "char" and field.store and not field.translate

    @api.model
    def _search_keys(self, keys, records=()):
        """Records with these keys; text as in ``records``, or by its normal form.

        Of two on record that are one in normal form none is taken.
        """
        domain = Domain.TRUE
        for position, name in enumerate(self._import_key):
            values = {key[position] for key in keys}
            if self._fields[name].type != "char":
                domain &= Domain(name, "in", list(values))
            elif records or not self._has_normal_form(name):
                written = {str(r[name]) for r in records if r.get(name)}
                written |= {visible(text) for text in written}
                domain &= Domain(name, "in", list(written or values))
            else:
                domain &= self._normal_domain(name, values)
        # A key is given once in an office; other offices may use it as well.
        own = self.with_context(
            active_test=False, allowed_company_ids=self.env.company.ids
        )
        if "company_id" in self._fields:
            domain &= Domain("company_id", "in", [self.env.company.id, False])
        found = {}
        for record in own.search(domain):
            key = tuple(
                self._normal_of(
                    name, self._fields[name].convert_to_write(record[name], record)
                )
                for name in self._import_key
            )
            found.setdefault(key, []).append(record.id)
        return {key: ids[0] for key, ids in found.items() if len(ids) == 1}

    @api.model
    def _normal_domain(self, name, values):
        """Records whose text is one of these in normal form."""

        def to_sql(model, alias, query):
            column = model._field_to_sql(alias, name, query)
            return SQL(
                "lower(regexp_replace(normalize(%s, NFKC), %s, '', 'g')) = ANY(%s)",
                column,
                _UNSEEN,
                list(values),
            )

        return Domain.custom(to_sql=to_sql)
