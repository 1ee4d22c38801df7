from . import cadre_appraisal
from . import cadre_appraisal_cycle
from . import cadre_appraisal_delegation
from . import cadre_quarter_evidence
from . import cadre_quarter_readiness
from . import cadre_quarterly_evaluation
from . import cadre_quarterly_evaluation_line
