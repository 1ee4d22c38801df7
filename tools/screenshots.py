"""Pictures of the sample office for the README:  make screenshots [PORT=8069]

Drives Debian's Chromium against an office that is being served (make run).
"""

import os
import pathlib
import sys

from playwright.sync_api import sync_playwright

ROOT = pathlib.Path(__file__).resolve().parents[1]
URL = f"http://127.0.0.1:{os.environ.get('PORT') or 8069}"
WIDE, PHONE = (1366, 820), (390, 844)
# name, login, address, size of the window
PICTURES = [
    ("desk-clerk", "clerk", "/odoo/cadre-appraisal", WIDE),
    ("desk-leader", "leader", "/odoo/cadre-appraisal", WIDE),
    ("desk-cadre", "cadre", "/odoo/cadre-appraisal", PHONE),
    ("desk-inspector", "inspector", "/odoo/cadre-appraisal", WIDE),
    ("desk-chair", "chair", "/odoo/cadre-appraisal", WIDE),
    ("desk-archive", "archive", "/odoo/cadre-archive", WIDE),
    ("desk-head", "head", "/odoo/cadre-archive", WIDE),
    ("desk-committee", "committee", "/odoo/cadre-archive", WIDE),
    ("evaluations-leader", "leader", "/odoo/cadre-my-line", WIDE),
    ("applications-head", "head", "/odoo/cadre-applications", WIDE),
    ("files-archive", "archive", "/odoo/cadre-files", WIDE),
    ("results-chair", "chair", "/odoo/cadre-results", WIDE),
    ("clauses-head", "head", "/odoo/cadre-clauses", WIDE),
]


def log_in(page, login):
    page.goto(f"{URL}/web/login")
    page.fill("input[name=login]", login)
    page.fill("input[name=password]", f"{login}-2026")
    page.press("input[name=password]", "Enter")
    page.wait_for_selector(".o_main_navbar")


def main(folder, wanted):
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium",
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        for name, login, path, (width, height) in PICTURES:
            if wanted and name not in wanted:
                continue
            context = browser.new_context(viewport={"width": width, "height": height})
            page = context.new_page()
            log_in(page, login)
            page.goto(URL + path)
            page.wait_for_selector(".o_action_manager .o_action, .o_cadre_desk")
            # Pictures of people and fonts come after the view.
            page.wait_for_timeout(2000)
            page.screenshot(path=folder / f"{name}.png")
            print(folder / f"{name}.png")
            context.close()
        browser.close()


if __name__ == "__main__":
    target = os.environ.get("PICTURES") or ROOT / "docs" / "screenshots"
    main(pathlib.Path(target), sys.argv[1:])
