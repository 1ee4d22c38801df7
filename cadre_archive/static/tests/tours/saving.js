/** Files that the page hands to the browser to be saved. */

/** From here on the page remembers the kind of each file that it saves. */
export function watchSaving(trigger = "body") {
    return [
        {
            content: "see what is saved",
            trigger,
            run() {
                const made = URL.createObjectURL;
                URL.createObjectURL = (file) => {
                    document.body.dataset.saved = `${file.type} ${file.size > 0}`;
                    return made.call(URL, file);
                };
            },
        },
    ];
}

/** A file of that kind was saved, with something in it. */
export function saved(type) {
    return [
        {
            content: `saved: ${type}`,
            trigger: `body[data-saved^='${type}'][data-saved$=' true']`,
            run() {
                delete document.body.dataset.saved;
            },
        },
    ];
}
