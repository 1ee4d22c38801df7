from . import hr_attendance
from . import cadre_makeup_day
from . import resource_calendar
from . import cadre_attendance_clock
from . import cadre_attendance_fact
from . import cadre_attendance_run
