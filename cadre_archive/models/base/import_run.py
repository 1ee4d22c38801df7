"""What one run of an import knows of its file; handed down in the context."""

KEY = "cadre_import_run"
# So many refused rows are told; a file with more is wrong as a whole.
MAX_REFUSED = 100


class ImportRun:
    """One file on its way into a model: where its rows stand, what is refused.

    :ivar table: the table that is read, on the import screen
    :ivar lines: number of the line of the sheet for each row of data, if known
    :ivar bad_cells: ``(row, field)`` of cells that were refused; they are blank then,
        so that the row is asked for its other reasons
    :ivar bad_rows: rows, counted from 0, with a reason to refuse them
    :ivar messages: the reasons, as Odoo's ``load`` words them
    """

    def __init__(self, model):
        self.model = model
        self.table = None
        self.lines = []
        self.bad_cells = set()
        self.bad_rows = set()
        self.messages = []
        self.refused = 0

    @classmethod
    def of(cls, env, model=None):
        """The run that the context holds; no client can send one."""
        run = env.context.get(KEY)
        if isinstance(run, cls) and model in (None, run.model):
            return run
        return None

    @property
    def is_full(self):
        return self.refused >= MAX_REFUSED

    def refuse(self, row, message, field="", label=""):
        """Note why a row is refused.

        :param str field: name of the field; left out when it is the row as a whole
        """
        self.bad_rows.add(row)
        if field:
            self.bad_cells.add((row, field))
        entry = {
            "type": "error",
            "message": message,
            "rows": {"from": row, "to": row},
            "record": row,
        }
        if field:
            entry |= {
                "field": field,
                "field_path": field.split("/"),
                "field_name": label or field,
            }
        self.messages.append(entry)
