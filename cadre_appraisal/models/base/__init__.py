from . import cadre_clause
from . import cadre_closed_mixin
from . import cadre_personal_mixin
