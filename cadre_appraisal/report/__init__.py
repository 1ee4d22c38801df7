from . import cadre_appraisal_ranking
from . import cadre_consequence
from . import cadre_appraisal_stage
