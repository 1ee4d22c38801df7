"""Every screen that a role reaches from its menus opens in Chromium without error."""

import os

import pytest
from playwright.sync_api import sync_playwright

from .conftest import ROLES

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
# What Odoo itself logs now and then on pages that are left at once.
HARMLESS = ("Connection lost", "WebSocket", "favicon", "net::ERR_ABORTED")


OPEN = """action => odoo.__WOWL_DEBUG__.root.env.services.action.doAction(
    action, {clearBreadcrumbs: true})"""


@pytest.fixture(scope="module")
def browser():
    if not os.path.exists(CHROMIUM):
        pytest.skip(f"no Chromium at {CHROMIUM}")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield browser
        browser.close()


def actions_of(client):
    """Ids of the actions behind the menus of our two apps."""
    menus = client.get("/web/webclient/load_menus").json()
    roots = [
        menu
        for key, menu in menus.items()
        if key != "root" and menu["appID"] == menu["id"] and _is_ours(menu)
    ]
    found, queue = [], [menu["id"] for menu in roots]
    while queue:
        menu = menus[str(queue.pop())]
        queue += menu["children"]
        if menu["actionID"] and menu["actionID"] not in found:
            found.append(menu["actionID"])
    return found


def _is_ours(menu):
    return (menu.get("xmlid") or "").startswith(("cadre_archive.", "cadre_appraisal."))


def _check(page, problems, where):
    dialogs = page.locator(".o_error_dialog")
    assert not dialogs.count(), f"{where}: {dialogs.first.inner_text()}"
    assert not problems, f"{where}: {problems}"
    assert "discuss" not in page.url, f"{where} ended at {page.url}"


@pytest.mark.parametrize("role", [role for role in ROLES if role != "admin"])
def test_every_menu_opens(role, roles, browser):
    client = roles[role]
    context = browser.new_context(
        viewport={"width": 1366, "height": 820}, base_url=client.url
    )
    context.add_cookies(
        [
            {"name": cookie.name, "value": cookie.value, "url": client.url}
            for cookie in client.http.cookies
        ]
    )
    page = context.new_page()
    problems = []
    page.on(
        "console",
        lambda message: (
            problems.append(message.text)
            if message.type == "error" and not any(h in message.text for h in HARMLESS)
            else None
        ),
    )
    page.on("pageerror", lambda error: problems.append(str(error)))
    actions = actions_of(client)
    assert actions, "the role has no menu at all"
    page.goto("/odoo")
    page.wait_for_selector(".o_main_navbar", timeout=60_000)
    for action in actions:
        # As a click in the menu does, without loading the client anew.
        page.evaluate(OPEN, action)
        page.wait_for_selector(
            ".o_action_manager > *, .modal-content, .o_error_dialog", timeout=60_000
        )
        _check(page, problems, f"action {action}")
    # A view that fails late brings a dialog or throws the client back to the start.
    page.wait_for_timeout(1000)
    _check(page, problems, f"after actions {actions}")
    context.close()


@pytest.mark.parametrize("role", [role for role in ROLES if role != "admin"])
def test_every_card_of_the_landing_page_opens_what_it_counts(role, roles):
    """A-20: each number on the landing page is the number of records behind it."""
    client = roles[role]
    for app in ("archive", "appraisal"):
        desk = client.call("cadre.desk", "get_desk", app)
        for card in desk["todo"] + desk["overview"]:
            action = card["action"]
            count = client.call(action["res_model"], "search_count", action["domain"])
            if card["is_of_hidden"]:
                # Relatives' quarters: their number alone is told (A-28, R-04).
                assert card["count"] > 0, card["title"]
                assert "employee_id" not in str(action["domain"])
            else:
                assert count == card["count"], card["title"]
