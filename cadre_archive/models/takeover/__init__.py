from . import cadre_material
