from . import cadre_conduct_evidence
