/** What a person does at a form: types, chooses from what is proposed, ticks. */

/** Types a part of a name into a many2one and takes what is proposed. */
export function choose(field, text, scope = "", taken = text) {
    return [
        {
            content: `type into ${field}`,
            trigger: `${scope} .o_field_widget[name=${field}] input`,
            run: `edit ${text}`,
        },
        {
            content: `take ${taken}`,
            trigger: `.o-autocomplete--dropdown-item:not(.o_m2o_dropdown_option):contains(${taken})`,
            run: "click",
        },
    ];
}

/** Chooses an option of a selection field. */
export function select(field, label, scope = "") {
    return [
        {
            content: `open ${field}`,
            trigger: `${scope} .o_field_widget[name=${field}] input`,
            run: "click",
        },
        {
            content: `take ${label}`,
            trigger: `.o_select_menu_item:contains(${label})`,
            run: "click",
        },
    ];
}

/** Types into a field. */
export function type(field, text, scope = "") {
    return [
        {
            content: `type into ${field}`,
            trigger: `${scope} .o_field_widget[name=${field}] :is(input, textarea)`,
            run: `edit ${text}`,
        },
    ];
}

/** Types a day, which shows as a button until it is touched. */
export function typeDay(field, text, scope = "") {
    const input = `${scope} .o_field_widget[name=${field}] input`;
    return [
        {
            content: `touch ${field}`,
            trigger: `${scope} .o_field_widget[name=${field}] :is(button, input)`,
            run: "click",
        },
        { content: `type into ${field}`, trigger: input, run: `edit ${text}` },
    ];
}

/** Ticks a box. */
export function tick(field) {
    return [
        {
            content: `tick ${field}`,
            trigger: `.o_field_widget[name=${field}] input`,
            run: "click",
        },
    ];
}

/** Presses a button of the form. */
export function press(name, scope = ".o_form_view") {
    return [
        {
            content: `press ${name}`,
            trigger: `${scope} button[name=${name}]:enabled`,
            run: "click",
        },
    ];
}

/** The state that the form shows. */
export function reached(label) {
    return [
        {
            content: `it is: ${label}`,
            trigger: `.o_arrow_button_current:contains(${label})`,
        },
    ];
}
