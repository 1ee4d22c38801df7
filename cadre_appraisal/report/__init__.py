from . import cadre_appraisal_ranking
from . import cadre_consequence
from . import cadre_appraisal_stage
from . import cadre_appraisal_missing
from . import cadre_usual_paper
from . import cadre_team_overview
from . import cadre_attendance_month
from . import cadre_conduct_record
