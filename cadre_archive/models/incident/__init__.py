from . import cadre_incident
from . import cadre_dossier
from . import cadre_scan
from . import cadre_incident_step
