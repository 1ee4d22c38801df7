"""Policy arithmetic of the appraisal.

Plain Python: nothing in this folder imports Odoo.
"""
