from . import cadre_access_registers
from . import cadre_delivery_forms
from . import cadre_delivery_registers
from . import cadre_catalogue_report
from . import cadre_label_report
from . import cadre_missing_register
