from . import cadre_scan
