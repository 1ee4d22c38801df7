from odoo.tools import mute_logger
from odoo.tools.misc import file_open

# What the import screen sends before anything was chosen.
SCREEN = {
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


def case_file(name, addon="cadre_archive"):
    """The bytes of a file of the kind that offices send."""
    with file_open(f"{addon}/tests/data/cases/{name}", "rb") as file:
        return file.read()


class ImportScreenMixin:
    """Loads a file as the import screen does: upload, preview, test, import."""

    def _preview(self, env, model, content, name="x.xlsx", **options):
        wizard = env["base_import.import"].create(
            {
                "res_model": model,
                "file": content,
                "file_name": name,
                "file_type": "text/csv" if name.endswith(".csv") else "",
            }
        )
        preview = wizard.parse_preview({**SCREEN, **options})
        return wizard, preview

    def _load_file(self, env, model, content, name="x.xlsx", **options):
        """Messages of the test and of the import, which are the same, and the ids."""
        wizard, preview = self._preview(env, model, content, name, **options)
        if preview.get("error"):
            return [preview["error"]], []
        fields = [
            "/".join(preview["matches"][index])
            if index in preview["matches"]
            else False
            for index in range(len(preview["headers"]))
        ]
        told = []
        with mute_logger("odoo.sql_db", "odoo.addons.base.models.ir_rule"):
            for dryrun in (True, False):
                env.flush_all()
                result = wizard.execute_import(
                    fields,
                    preview["headers"],
                    {**SCREEN, **preview["options"]},
                    dryrun=dryrun,
                )
                told.append([message["message"] for message in result["messages"]])
        self.assertEqual(*told)
        return told[1], result["ids"] or []

    def _assert_refused(self, env, model, content, *parts, **options):
        """Nothing is stored, and each part is said."""
        Model = self.env[model].with_context(active_test=False)
        before = Model.search_count([])
        messages, ids = self._load_file(env, model, content, **options)
        self.assertTrue(messages)
        self.assertFalse(ids)
        self.assertEqual(Model.search_count([]), before)
        for part in parts:
            self.assertRegex("\n".join(messages), part)
        return messages
