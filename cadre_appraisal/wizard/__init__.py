from . import cadre_appraisal_reason
from . import cadre_quarterly_evaluation_objection
from . import cadre_task_cascade
from . import cadre_task_carry
from . import cadre_attendance_explain
from . import cadre_punch_file
