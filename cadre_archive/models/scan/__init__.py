from . import cadre_scan
from . import cadre_scan_upload
from . import cadre_scan_upload_slice
from . import cadre_material
from . import cadre_dossier
from . import res_config_settings
