from . import cadre_rejection_reason
from . import cadre_delivery
from . import cadre_delivery_line
from . import cadre_intake
from . import cadre_material
from . import res_company
