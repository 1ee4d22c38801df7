from . import cadre_access_registers
