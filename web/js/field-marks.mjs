/** Marks single fields: the message above the control, in the control's description, and in its colours. */

import { element } from "./dom.mjs";
import { sentenceOf } from "./fields.mjs";
import { say } from "./language.mjs";

const MARKS = {
  field: "usa-form-group--error",
  label: "usa-label--error",
  control: "usa-input--error",
  unitGroup: "usa-input-group--error",
};

/**
 * @param {HTMLElement} field the element with data-field
 * @param {import("./rules.mjs").Problem} problem
 * @returns {HTMLElement} the control to go to in order to mend it
 */
export function mark(field, problem) {
  const controls = visibleControls(field);
  const control = controls.find((candidate) => candidate.matches(".usa-input, .usa-select")) ?? controls.at(-1);
  const focused = field.matches("fieldset") ? controls[0] : control;
  const known = document.getElementById(`${focused.id}-error`);
  if (known) {
    add(known, problem);
    return focused;
  }

  const note = element("span", { class: "usa-error-message", id: `${focused.id}-error` });
  write(note, problem);
  field.classList.add(MARKS.field);
  place(note, field, control);
  for (const part of controls) {
    part.setAttribute("aria-invalid", "true");
    describe(part, (ids) => [note.id, ...ids]);
  }

  control.classList.toggle(MARKS.control, control.matches(".usa-input, .usa-select"));
  control.closest(".usa-input-group")?.classList.add(MARKS.unitGroup);
  field.querySelector(`label[for="${control.id}"].usa-label`)?.classList.add(MARKS.label);
  return focused;
}

/** The message follows the language of the page. */
function write(note, problem) {
  say(note, "errors.one", { message: () => sentenceOf(problem) });
}

function add(note, problem) {
  say(note, "errors.both", { one: note.textContent, other: () => sentenceOf(problem) });
}

/** Takes all marks off a form. */
export function clearMarks(form) {
  for (const message of form.querySelectorAll(".usa-error-message")) {
    message.remove();
  }

  for (const name of Object.values(MARKS)) {
    for (const marked of form.querySelectorAll(`.${name}`)) {
      marked.classList.remove(name);
    }
  }

  for (const control of form.querySelectorAll("[aria-invalid]")) {
    control.removeAttribute("aria-invalid");
    describe(control, (ids) => ids.filter((id) => !id.endsWith("-error")));
  }
}

/** After the legend of a group, else right above the control. */
function place(note, field, control) {
  const legend = field.matches("fieldset") ? field.querySelector("legend") : null;
  if (legend) {
    legend.after(note);
    return;
  }

  (control.closest(".usa-input-group, .usa-checkbox") ?? control).before(note);
}

/** The controls of a field, also while the part of the form that holds the field is hidden. */
function visibleControls(field) {
  const controls = [...field.querySelectorAll("input, select, textarea, button")].filter((control) => {
    const hider = control.closest("[hidden]");
    return !hider || !field.contains(hider);
  });
  return field.dataset.field === "cameras" ? controls.slice(-1) : controls;
}

function describe(control, change) {
  const ids = change((control.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean));
  if (ids.length > 0) {
    control.setAttribute("aria-describedby", ids.join(" "));
  } else {
    control.removeAttribute("aria-describedby");
  }
}
