from . import cadre_consequence_kind
from . import cadre_consequence
from . import cadre_quarterly_evaluation
