"""Steps in one transaction each, and Odoo's importer as a clerk uses it."""

import contextlib
import hashlib
import time

from odoo.exceptions import AccessError, UserError

# What the import screen sends.
OPTIONS = {
    "import_skip_records": [],
    "import_set_empty_fields": [],
    "fallback_values": {},
    "name_create_enabled_fields": {},
    "encoding": "",
    "separator": "",
    "quoting": '"',
    "date_format": "",
    "datetime_format": "",
    "float_thousand_separator": ",",
    "float_decimal_separator": ".",
    "advanced": True,
    "has_headers": True,
    "keep_matches": False,
    "limit": 2000,
    "sheets": [],
    "sheet": "",
    "skip": 0,
}
TYPES = {
    ".csv": "text/csv",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class Failed(Exception):
    """Why a step did not succeed, in one or a few lines."""


class Loader:
    """Runs steps once, each in its own transaction.

    :param env: an environment of the superuser
    :param Path data: folder of the files
    """

    def __init__(self, env, data):
        self.env = env
        self.data = data

    # --- Steps ---

    @contextlib.contextmanager
    def step(self, name, *files):
        """A step with its line of output; ``todo`` is false when it was done before.

        :param str name: remembered in the database when it is done
        :param str files: what the step reads; their digest is remembered as well
        """
        digest = hashlib.sha256()
        for file in files:
            digest.update((self.data / file).read_bytes())
        key, mark = f"cadre_sample.{name}", digest.hexdigest()[:16]
        parameters = self.env["ir.config_parameter"]
        before = parameters.get_param(key)
        step = Step(not before)
        begin = time.monotonic()
        try:
            yield step
            if step.todo:
                parameters.set_param(key, mark)
                self.env.flush_all()
                self.env.cr.commit()
        except (UserError, AccessError) as error:
            raise Failed(f"{name}: {error}") from error
        seconds = time.monotonic() - begin
        what = step.note
        if not step.todo:
            same = before == mark
            what = "done before" if same else "done before, from other files"
        print(f"sample: {name:<34} {seconds:6.1f} s  {what}", flush=True)

    def as_user(self, login):
        """The environment that the person's browser would bring."""
        user = self.env["res.users"].search([("login", "=", login)])
        if not user:
            raise Failed(f"there is no user with the login {login}")
        context = {
            "lang": user.lang,
            "tz": user.tz,
            "uid": user.id,
            "allowed_company_ids": user.company_id.ids,
            # The box "Track history during import" of the screen is empty.
            "tracking_disable": True,
            # No letters to invented addresses.
            "no_reset_password": True,
        }
        return self.env(user=user, context=context, su=False)

    # --- Importing ---

    def import_file(self, file, model, login):
        """Import a file on the import screen of a model, as one step.

        :param str file: path below the folder of the data
        :param str model: name of the model
        :param str login: who does it
        """
        with self.step(f"import {file}", file) as step:
            if step.todo:
                rows = self._import(file, model, login)
                step.note = f"{rows} rows of {model} by {login}"

    def _import(self, file, model, login):
        path = self.data / file
        wizard = self.as_user(login)["base_import.import"].create(
            {
                "res_model": model,
                "file": path.read_bytes(),
                "file_name": path.name,
                "file_type": TYPES[path.suffix],
            }
        )
        preview = wizard.parse_preview(dict(OPTIONS))
        if preview.get("error"):
            raise Failed(f"{file}: {preview['error']}")
        headers = preview["headers"]
        matches = preview["matches"] or {}
        names = ["/".join(matches.get(i) or []) for i in range(len(headers))]
        for header, name in zip(headers, names, strict=True):
            if header != name:
                raise Failed(
                    f"{file}: the importer takes the column {header} of {model} for "
                    f"{name or 'nothing it knows'}"
                )
        result = wizard.execute_import(names, headers, preview["options"])
        if result["messages"]:
            lines = [f"{m['type']}: {m['message']}" for m in result["messages"][:8]]
            raise Failed("\n  ".join([f"{file}, as {login}:", *lines]))
        return len(result["ids"])


class Step:
    def __init__(self, todo):
        self.todo = todo
        self.note = ""
