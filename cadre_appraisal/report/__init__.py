from . import cadre_appraisal_ranking
