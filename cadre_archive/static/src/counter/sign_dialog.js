import { Component, useState } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { NameAndSignature } from "@web/core/signature/name_and_signature";

/** The words, and a field to sign them with pen, finger or mouse. */
export class CadreSignDialog extends Component {
    static template = "cadre_archive.SignDialog";
    static components = { Dialog, NameAndSignature };
    static props = {
        title: String,
        words: String,
        name: String,
        sign: Function,
        close: Function,
    };

    setup() {
        // Without a name: a signature is drawn, not made from letters.
        this.signature = useState({ name: "", isSignatureEmpty: true });
        this.state = useState({ busy: false });
    }

    async confirm() {
        this.state.busy = true;
        await this.props.sign(this.signature.getSignatureImage());
        this.props.close();
    }
}
