from . import cadre_task
from . import cadre_appraisal_cycle
from . import cadre_appraisal
