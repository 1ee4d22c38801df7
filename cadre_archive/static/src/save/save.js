import { _t } from "@web/core/l10n/translation";
import { browser } from "@web/core/browser/browser";
import { downloadFile } from "@web/core/network/download";
import { registry } from "@web/core/registry";

/**
 * Saves a file whose handing out is counted or logged. A plain address would do it for
 * any picture in a message that names it, so it is posted with the session's token.
 */
async function save(env, action) {
    const { url, name } = action.params;
    const body = new FormData();
    body.append("csrf_token", odoo.csrf_token);
    const response = await browser.fetch(url, { method: "POST", body });
    // Whoever is logged out meanwhile is sent to the login page: that is no file.
    if (!response.ok || response.redirected) {
        const said = response.redirected ? "" : await response.text();
        const text = said || _t("The file is not there, or not yours.");
        env.services.notification.add(text, { type: "danger", sticky: true });
        return;
    }
    const file = await response.blob();
    downloadFile(file, name, file.type);
    return action.params.next;
}

registry.category("actions").add("cadre_save", save);
