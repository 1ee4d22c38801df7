from . import cadre_monthly_record
from . import cadre_monthly_record_line
from . import cadre_reminder
