from . import cadre_task
