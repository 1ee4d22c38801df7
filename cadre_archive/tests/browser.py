from unittest.mock import patch

from odoo.tests import HttpCase
from odoo.tests.common import ChromeBrowser

PATIENCE = 6


class BrowserCase(HttpCase):
    """A test with tours that passes on a busy machine as well.

    The browser is waited for longer than Odoo does, and not a moment longer than it
    needs. The steps of our tours wait longer by ``static/tests/tours/patience.js``.
    """

    def browser_js(self, *args, **kwargs):
        # Odoo multiplies each of its waits by the factor; the browser is not slowed.
        factor = property(lambda _browser: PATIENCE, lambda _browser, _value: None)
        with patch.object(ChromeBrowser, "throttling_factor", factor, create=True):
            return super().browser_js(*args, **kwargs)
