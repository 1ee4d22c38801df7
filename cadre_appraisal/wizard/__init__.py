from . import cadre_appraisal_reason
