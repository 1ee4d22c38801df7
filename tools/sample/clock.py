"""Doing today what the sample office did on an earlier day."""

import contextlib
import datetime
from unittest import mock

from odoo import fields


@contextlib.contextmanager
def at(moment):
    """Let the steps of a process happen at another time.

    Only what the addons ask ``fields.Datetime.now`` and ``fields.Date.today`` for; the
    log and the database keep the true time, as they should.

    :param moment: a ``datetime`` in the office's time, or a day (then at 10 o'clock)
    """
    if not isinstance(moment, datetime.datetime):
        moment = datetime.datetime.combine(moment, datetime.time(10))
    utc = moment - datetime.timedelta(hours=8)
    with (
        mock.patch.object(fields.Datetime, "now", staticmethod(lambda *_args: utc)),
        mock.patch.object(fields.Date, "today", staticmethod(lambda *_a: utc.date())),
        mock.patch.object(
            fields.Date, "context_today", staticmethod(lambda *_a, **_k: moment.date())
        ),
    ):
        yield
