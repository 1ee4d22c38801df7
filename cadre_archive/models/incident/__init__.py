from . import cadre_incident
from . import cadre_incident_step
