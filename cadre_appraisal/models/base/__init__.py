from . import cadre_personal_mixin
