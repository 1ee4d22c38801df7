import logging
import os
import tempfile

from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

_logger = logging.getLogger(__name__)
SEALED_MODELS = ("cadre.scan",)
# Opens the seal inside a method of ours. An object cannot be sent over RPC, so that no
# caller from outside can put it into a context.
OPEN_KEY = "cadre_scan_open"
OPEN = object()


class IrAttachment(models.Model):
    """The bytes of scans: sealed against every road that Odoo has to attachments.

    ===================  ==================================================
    read, search, copy   nobody, administrators included (R-03, R-11)
    write, re-point      nobody, superuser code included (R-40)
    link, token, public  nobody; the last two also by the database itself
    unlink               nobody (R-63)
    ===================  ==================================================

    What passes all checks because it runs as superuser (mail, ZIP downloads, streams)
    stops where the bytes are fetched.
    """

    _inherit = "ir.attachment"

    _cadre_scan_check = models.Constraint(
        "CHECK (res_model <> 'cadre.scan' OR (index_content IS NULL"
        " AND access_token IS NULL AND public IS NOT TRUE AND url IS NULL))",
        "A scan has no public link and no text index (R-11).",
    )

    # --- Seal ---

    @api.model
    def _cadre_sealed_models(self):
        """Models that keep bytes under this seal; the upper floor adds its own."""
        return SEALED_MODELS

    @api.model
    def _cadre_is_open(self):
        return self.env.context.get(OPEN_KEY) is OPEN

    def _cadre_sealed(self):
        """Those of the attachments that hold scans, unless we are inside the seal."""
        if self._cadre_is_open():
            return self.browse()
        sealed = self._cadre_sealed_models()
        # Which model an attachment belongs to is asked here for refusing, not shown.
        return self.browse(
            [a.id for a in self.sudo() if a.id and a.res_model in sealed]
        )

    def _cadre_refusal(self):
        return AccessError(
            self.env._(
                "R-40: a scan is seen in the viewer of its material only. It is not "
                "linked, copied, changed, sent or deleted as an attachment."
            )
        )

    def _cadre_refuse(self):
        if self._cadre_sealed():
            raise self._cadre_refusal()

    # --- Access ---

    def _check_access(self, operation):
        result = super()._check_access(operation)
        forbidden = result[0] if result else self.browse()
        sealed = (self - forbidden)._cadre_sealed()
        if not sealed:
            return result
        return forbidden | sealed, self._cadre_refusal

    @api.model
    def _search(
        self,
        domain,
        offset=0,
        limit=None,
        order=None,
        *,
        active_test=True,
        bypass_access=False,
    ):
        if not (self.env.su or bypass_access or self._cadre_is_open()):
            sealed = self._cadre_sealed_models()
            domain = Domain(domain) & Domain("res_model", "not in", sealed)
        return super()._search(
            domain,
            offset,
            limit,
            order,
            active_test=active_test,
            bypass_access=bypass_access,
        )

    @api.model_create_multi
    def create(self, vals_list):
        attachments = super().create(vals_list)
        # Asked afterwards: the model may come from a default in the context.
        attachments._cadre_refuse()
        return attachments

    def write(self, vals):
        self._cadre_refuse()
        sealed = vals.get("res_model") in self._cadre_sealed_models()
        if sealed and not self._cadre_is_open():
            raise self._cadre_refusal()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_scan(self):
        self._cadre_refuse()

    def copy_data(self, default=None):
        self._cadre_refuse()
        return super().copy_data(default)

    def generate_access_token(self):
        self._cadre_refuse()
        return super().generate_access_token()

    @api.model
    def create_unique(self, values_list):
        # It would tell that these very bytes are on file, and where.
        ids = []
        for values in values_list:
            found = super().create_unique([values])
            sealed = self.browse(found)._cadre_sealed()
            others = [one for one in found if one not in sealed._ids]
            ids += others or self.create(values).ids
        return ids

    # --- Bytes ---

    @api.depends("store_fname", "db_datas")
    def _compute_raw(self):
        self._cadre_refuse()
        return super()._compute_raw()

    def _to_http_stream(self):
        self._cadre_refuse()
        return super()._to_http_stream()

    def _migrate(self):
        # Moving all files between disk and database takes the scans along.
        return super(
            IrAttachment,
            self.with_context(**{OPEN_KEY: OPEN}, image_no_postprocess=True),
        )._migrate()

    def _get_datas_related_values(self, data, mimetype):
        if not self._cadre_is_open():
            return super()._get_datas_related_values(data, mimetype)
        # As in the base, but nothing reads the text of a secret paper into an index.
        checksum = self._compute_checksum(data)
        in_database = self._storage() == "db" or not data
        return {
            "file_size": len(data),
            "checksum": checksum,
            "index_content": None,
            "store_fname": False if in_database else self._get_path(data, checksum)[0],
            "db_datas": data if in_database else False,
        }

    @api.model
    def _get_path(self, bin_data, sha):
        if self._cadre_is_open():
            self._cadre_put_torn_file_aside(bin_data, sha)
        return super()._get_path(bin_data, sha)

    def _cadre_put_torn_file_aside(self, data, checksum):
        """After a full disk a part of the file may lie where the whole should go.

        Odoo then refuses the same bytes for ever. A file that belongs to a record is
        left as it is: it is evidence.
        """
        full_path = self._full_path(f"{checksum[:2]}/{checksum}")
        if not os.path.isfile(full_path) or self._same_content(data, full_path):
            return
        # Only whether the name is in use is asked.
        if (
            self.sudo()
            .with_context(skip_res_field_check=True)
            .search_count([("store_fname", "=", f"{checksum[:2]}/{checksum}")], limit=1)
        ):
            raise UserError(
                self.env._(
                    "The stored copy of this file is damaged. Run “Check scans” "
                    "and tell the archive head before uploading it again."
                )
            )
        os.replace(full_path, f"{full_path}-torn")
        _logger.warning("Filestore: %s was torn and is put aside.", full_path)

    @api.model
    def _file_write(self, bin_value, checksum):
        if not self._cadre_is_open():
            return super()._file_write(bin_value, checksum)
        # Whole or not at all, and on the disk before the database says it is there.
        fname, full_path = self._get_path(bin_value, checksum)
        if os.path.exists(full_path):
            return fname
        temporary = None
        try:
            with tempfile.NamedTemporaryFile(
                dir=os.path.dirname(full_path), prefix="scan-", delete=False
            ) as file:
                temporary = file.name
                file.write(bin_value)
                file.flush()
                os.fsync(file.fileno())
            os.chmod(temporary, 0o640)
            os.replace(temporary, full_path)
        except OSError as error:
            if temporary and os.path.exists(temporary):
                os.unlink(temporary)
            _logger.error("Filestore: %s could not be written: %s", full_path, error)
            raise UserError(
                self.env._(
                    "The disk of the server could not take the scan; nothing was "
                    "stored. Ask the administrator to free some space, then send it "
                    "again."
                )
            ) from error
        self._mark_for_gc(fname)
        return fname
