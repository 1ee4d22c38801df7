from . import cadre_conduct_kind
from . import cadre_conduct_event
from . import cadre_conduct_evidence
from . import ir_attachment
