from . import cadre_quarterly_evaluation
from . import cadre_quarterly_evaluation_line
from . import cadre_usual_file
