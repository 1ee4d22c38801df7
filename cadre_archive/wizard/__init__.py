from . import cadre_access_counter
from . import cadre_access_refuse
from . import cadre_access_register
from . import cadre_dossier_move
