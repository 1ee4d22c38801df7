# Each target is one script under tools/; all they make is under .odoo/.
SHELL := /bin/bash
export PORT DB HOST TAGS

.DEFAULT_GOAL := help
.PHONY: help setup run test lint bench i18n screenshots shell stop drop clean

help: ## this list
	@sed -n 's/^\([a-z0-9]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 16
	@echo '  With an Odoo 19 and a PostgreSQL of your own: ODOO_HOME=/path and the PG* variables.'

setup: ## install what is missing: packages, Odoo 19, Python environment, database server
	@tools/setup.sh

run: ## serve the sample office  [PORT=8069] [DB=cadre] [HOST=127.0.0.1]
	@tools/run.sh

test: ## all tests, on a database of their own  [TAGS=/cadre_archive:TestClass.test_name]
	@tools/test.sh

lint: ## ruff and pylint-odoo
	@tools/lint.sh

bench: ## our batches against Odoo's bare create, in one run
	@tools/setup.sh && tools/bench/run.sh

i18n: ## bring the translation files up to date with the code
	@tools/setup.sh && tools/i18n.sh

screenshots: ## pictures of a served office for the README  [PORT=8069]
	@.odoo/venv/bin/python tools/screenshots.py

shell: ## Odoo's Python shell on the office  [DB=cadre]
	@tools/setup.sh && tools/odoo shell -d $(or $(DB),cadre) --no-http

stop: ## stop the servers started here, and the database server
	@tools/stop.sh

drop: ## delete one office, to begin it anew  [DB=cadre]
	@tools/setup.sh && tools/drop.sh

clean: ## stop all and delete .odoo/ with every office in it
	@tools/stop.sh
	@rm -rf .odoo
