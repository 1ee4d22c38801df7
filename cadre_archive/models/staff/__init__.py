from . import cadre_staff
from . import cadre_place
from . import res_users
from . import res_groups
