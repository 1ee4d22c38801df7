import datetime

from odoo.tests import HttpCase, tagged

MONTH_AGO = datetime.date.today().replace(day=1) - datetime.timedelta(days=1)


@tagged("post_install", "-at_install", "cadre_tour")
class TestTours(HttpCase):
    """The main job in a browser: clerk, cadre and leader, each with his own login."""
