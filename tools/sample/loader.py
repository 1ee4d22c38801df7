"""Steps in one transaction each, and Odoo's importer as a clerk uses it."""

import time

from odoo.exceptions import AccessError, UserError

from . import sheets
from .seed import Seed

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
    """Runs steps, each in its own transaction.

    :param env: an environment of the superuser
    :param Path data: folder of the files
    """

    def __init__(self, env, data):
        self.env = env
        self.data = data
        self.seed = Seed(data)

    def step(self, name, action, *args):
        """Call ``action(self, *args)``, which returns what is worth a note."""
        begin = time.monotonic()
        try:
            note = action(self, *args)
            self.env.flush_all()
            self.env.cr.commit()
        except (UserError, AccessError) as error:
            raise Failed(f"{name}: {error}") from error
        seconds = time.monotonic() - begin
        print(f"sample: {name:<34} {seconds:6.1f} s  {note or ''}", flush=True)

    def read(self, file):
        return sheets.read(self.data / file)

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
        self.step(f"import {file}", Loader._import_file, file, model, login)

    def import_table(self, name, model, login, table):
        """Import rows made from the seed as the screen does with those of a file."""
        self.step(f"import {name}", Loader._import_table, model, login, table)

    def _import_file(self, file, model, login):
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
        if names != headers:
            raise Failed(f"{file}: the importer takes {headers} of {model} for {names}")
        result = wizard.execute_import(names, headers, preview["options"])
        return self._note(result, model, login)

    def _import_table(self, model, login, table):
        records = self.as_user(login)[model].with_context(import_file=True)
        return self._note(records.load(*table), model, login)

    def _note(self, result, model, login):
        if result["messages"]:
            lines = [f"{m['type']}: {m['message']}" for m in result["messages"][:8]]
            raise Failed("\n  ".join([f"{model}, as {login}:", *lines]))
        return f"{len(result['ids'])} rows of {model} by {login}"
