{
    "name": "Cadre Archives",
    "summary": "Personal files of cadres by the book: consult, lend, transfer, keep",
    "version": "19.0.1.0.0",
    "category": "Human Resources",
    "author": "The cadre developers",
    "website": "https://www.odoo.com/app/employees",
    "license": "AGPL-3",
    "application": True,
    "depends": ["hr", "mail", "base_import", "barcodes", "report_xlsx"],
    "data": [
        "security/cadre_archive_groups.xml",
        "security/ir.model.access.csv",
        "security/cadre_archive_security.xml",
        "data/cadre.clause.csv",
        "data/cadre.clause.value.csv",
        "data/ir_cron_data.xml",
        "data/ir_config_parameter_data.xml",
        "views/cadre_desk_views.xml",
        "views/cadre_clause_views.xml",
        "views/cadre_log_views.xml",
        "views/cadre_relative_views.xml",
        "views/hr_employee_views.xml",
        "views/cadre_archive_menus.xml",
    ],
    "assets": {
        "web.assets_backend": [
            "cadre_archive/static/src/desk/*",
        ],
        "web.assets_tests": [
            "cadre_archive/static/tests/tours/*.js",
        ],
    },
}
