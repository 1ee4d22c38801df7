from . import test_hr_attendance
