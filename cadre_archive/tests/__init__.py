from . import test_clause
from . import test_desk
from . import test_import_mixin
from . import test_log
from . import test_relative
from . import test_rules_ground
from . import test_transition_mixin
from . import test_ir_fields_converter
