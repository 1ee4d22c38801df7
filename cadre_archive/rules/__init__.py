"""Policy arithmetic of the archive and of what both addons share.

Plain Python: nothing in this folder imports Odoo.
"""
