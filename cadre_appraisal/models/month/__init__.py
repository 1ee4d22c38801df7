from . import cadre_monthly_record
from . import cadre_monthly_record_line
from . import cadre_task
from . import cadre_appraisal_cycle
from . import cadre_appraisal
