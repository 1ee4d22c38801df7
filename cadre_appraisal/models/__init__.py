from . import base
from . import year
from . import plan
from . import month
from . import attendance
from . import conduct
from . import quarter
from . import consequence
