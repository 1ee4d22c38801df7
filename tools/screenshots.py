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
EN, ZH = "en_US", "zh_CN"
# name, login, address, size of the window, language, and what is clicked or typed there
PICTURES = [
    ("desk-clerk", "clerk", "/odoo/cadre-appraisal", WIDE, EN),
    ("desk-leader", "leader", "/odoo/cadre-appraisal", WIDE, EN),
    ("desk-cadre", "cadre", "/odoo/cadre-appraisal", PHONE, EN),
    ("desk-inspector", "inspector", "/odoo/cadre-appraisal", WIDE, EN),
    ("desk-chair", "chair", "/odoo/cadre-appraisal", WIDE, ZH),
    ("desk-archive", "archive", "/odoo/cadre-archive", WIDE, EN),
    ("desk-head", "head", "/odoo/cadre-archive", WIDE, ZH),
    ("desk-committee", "committee", "/odoo/cadre-archive", WIDE, EN),
    ("evaluations-leader", "leader", "/odoo/cadre-my-line", WIDE, EN),
    (
        "evaluation-leader",
        "leader",
        "/odoo/cadre-my-line",
        (1366, 1000),
        EN,
        ".o_kanban_record:has-text('3/3')",
    ),
    (
        "month-cadre",
        "cadre",
        "/odoo/cadre-my-months",
        PHONE,
        EN,
        ".o_kanban_record, .o_data_row",
    ),
    ("stages-clerk", "clerk", "/odoo/cadre-stages", WIDE, EN),
    ("applications-head", "head", "/odoo/cadre-applications", WIDE, EN),
    (
        "counter-archive",
        "archive",
        "/odoo/cadre-counter",
        WIDE,
        EN,
        ("#o_cadre_counter_code", "A/2026/0008"),
    ),
    (
        "reading-inspector",
        "inspector",
        "/odoo/my-reading",
        WIDE,
        EN,
        "button[name=action_read]",
        ".o_cadre_reading_agree",
        ".o_cadre_reading_start",
    ),
    ("incidents-archive", "archive", "/odoo/cadre-incidents", WIDE, EN),
    ("trail-archive", "archive", "/odoo/cadre-trail", WIDE, EN),
    ("files-archive", "archive", "/odoo/cadre-files", WIDE, ZH),
    ("results-chair", "chair", "/odoo/cadre-results", WIDE, ZH),
    ("clauses-head", "head", "/odoo/cadre-clauses", WIDE, EN),
]
SET_LANGUAGE = """async (lang) => {
    const { user } = odoo.loader.modules.get("@web/core/user");
    await fetch("/web/dataset/call_kw/res.users/write", {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({
            jsonrpc: "2.0",
            method: "call",
            params: {
                model: "res.users",
                method: "write",
                args: [[user.userId], { lang }],
                kwargs: {},
            },
        }),
    });
}"""


def log_in(page, login):
    page.goto(f"{URL}/web/login")
    page.fill("input[name=login]", login)
    page.fill("input[name=password]", f"{login}-2026")
    page.press("input[name=password]", "Enter")
    page.wait_for_selector(".o_main_navbar")


def take(page, step):
    """Click the first of a selector, or type into it and press Enter."""
    if isinstance(step, tuple):
        selector, text = step
        page.fill(selector, text)
        page.press(selector, "Enter")
    else:
        page.locator(step).first.click()
    page.wait_for_timeout(1000)


def main(folder, wanted):
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium",
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        for name, login, path, (width, height), language, *steps in PICTURES:
            if wanted and name not in wanted:
                continue
            context = browser.new_context(viewport={"width": width, "height": height})
            page = context.new_page()
            log_in(page, login)
            page.wait_for_timeout(1000)
            page.evaluate(SET_LANGUAGE, language)
            page.goto(URL + path)
            page.wait_for_selector(".o_action_manager > *")
            for step in steps:
                take(page, step)
            # Pictures of people and fonts come after the view.
            page.wait_for_timeout(2000)
            page.screenshot(path=folder / f"{name}.png")
            page.evaluate(SET_LANGUAGE, ZH)
            print(folder / f"{name}.png")
            context.close()
        browser.close()


if __name__ == "__main__":
    target = os.environ.get("PICTURES") or ROOT / "docs" / "screenshots"
    main(pathlib.Path(target), sys.argv[1:])
