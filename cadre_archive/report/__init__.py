from . import cadre_access_registers
from . import cadre_delivery_forms
from . import cadre_delivery_registers
