"""The steps that turn the files of data/ into a running office."""

import sys
import time

from . import archive, deliveries, office, reading
from . import incidents
from .loader import Failed, Loader


def load(env, data):
    """Run every step that is not done yet.

    :param env: an environment of the superuser
    :param data: folder of the files
    :return: exit status
    """
    begin = time.monotonic()
    loader = Loader(env, data)
    try:
        office.load(loader)
        archive.load(loader)
        deliveries.load(loader)
        reading.load(loader)
        incidents.load(loader)
        office.retire(loader)
        if "cadre.appraisal.cycle" in env:
            from . import appraisal, attendance, plan

            appraisal.load(loader)
            plan.load(loader)
            attendance.load(loader)
    except Failed as error:
        env.cr.rollback()
        print(f"sample: error: {error}", file=sys.stderr, flush=True)
        return 1
    print(f"sample: done in {time.monotonic() - begin:.0f} s", flush=True)
    return 0
