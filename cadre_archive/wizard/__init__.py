from . import cadre_access_counter
from . import cadre_access_refuse
from . import cadre_access_register
from . import cadre_dossier_move
from . import cadre_delivery_decision
from . import cadre_delivery_register
from . import cadre_takeover_close
from . import cadre_scan_set_aside
