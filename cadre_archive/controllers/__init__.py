from . import cadre_scan
from . import cadre_reading
from . import cadre_print
from . import cadre_export
