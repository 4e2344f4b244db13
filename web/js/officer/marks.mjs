/** Marks fields of the console: the message above the control, in the control's description, and in its colours. */

import { element } from "./elements.mjs";

const CLASSES = { field: "usa-form-group--error", label: "usa-label--error", control: "usa-input--error" };

/**
 * @param {HTMLElement} field the element with data-field; it has one control
 * @returns {HTMLElement} the control to go to in order to mend it
 */
export function mark(field, message) {
  const control = field.querySelector("input, select, textarea");
  const known = field.querySelector(".usa-error-message");
  if (known) {
    known.textContent += ` ${message}`;
    return control;
  }

  const note = element("span.usa-error-message", { id: `${control.id}-error` }, message);
  control.before(note);
  control.setAttribute("aria-invalid", "true");
  control.setAttribute("aria-describedby", [note.id, ...described(control)].join(" "));
  control.classList.add(CLASSES.control);
  field.classList.add(CLASSES.field);
  field.querySelector("label").classList.add(CLASSES.label);
  return control;
}

/** Takes all marks off a form. */
export function clearMarks(form) {
  for (const note of form.querySelectorAll(".usa-error-message")) {
    note.remove();
  }

  for (const name of Object.values(CLASSES)) {
    form.querySelectorAll(`.${name}`).forEach((marked) => marked.classList.remove(name));
  }

  for (const control of form.querySelectorAll("[aria-invalid]")) {
    control.removeAttribute("aria-invalid");
    const ids = described(control).filter((id) => !id.endsWith("-error"));
    ids.length > 0 ? control.setAttribute("aria-describedby", ids.join(" ")) : control.removeAttribute("aria-describedby");
  }
}

function described(control) {
  return (control.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean);
}
