/** Shows what to mend: beside each field, and in a summary that takes the focus and links to the fields. */

import { clearMarks, mark } from "./field-marks.mjs";

export class FieldErrors {
  #form;
  #summary = document.getElementById("error-summary");
  #title = document.title;

  constructor(form) {
    this.#form = form;
  }

  /**
   * @param {Map<string, string>} problems a sentence by JSON path, in the order of the form; a path that is no field's
   * stands in the summary alone
   */
  show(problems) {
    this.clear();
    const fields = fieldsOf(this.#form);
    const items = [...problems].map(([path, message]) => {
      const field = closest(fields, path);
      return field ? linkTo(mark(field, message), `${cameraOf(field)}${message}`) : listItem(message);
    });
    const count = items.length === 1 ? "one answer" : `${items.length} answers`;
    this.#showSummary(`Please look at ${count} again`, "You are not registered yet. What you entered is still here.", items);
  }

  /** Shows a sentence that is not about any field. */
  showMessage(heading, text) {
    this.clear();
    this.#showSummary(heading, text, []);
  }

  clear() {
    document.title = this.#title;
    this.#summary.hidden = true;
    clearMarks(this.#form);
  }

  #showSummary(heading, text, items) {
    this.#summary.querySelector("h2").textContent = heading;
    this.#summary.querySelector("[data-summary-text]").textContent = text;
    this.#summary.querySelector("[data-summary-list]").replaceChildren(...items);
    this.#summary.hidden = false;
    document.title = `Error: ${this.#title}`;
    this.#summary.focus();
  }
}

/** The API's messages follow a field's name, such as "must have at most 80 characters": this makes sentences of them. */
export function sentences(errors, form) {
  const fields = fieldsOf(form);
  return new Map(Object.entries(errors).map(([path, messages]) => {
    const field = closest(fields, path);
    const name = field ? `“${nameOf(field)}”` : "Something on this page that you cannot change";
    return [path, `${name} ${messages.join(" and ")}`];
  }));
}

/** The fields that can be seen, by JSON path. */
function fieldsOf(form) {
  const cards = [...form.querySelectorAll("[data-camera]")];
  return new Map([...form.querySelectorAll("[data-field]")].map((field) => {
    const index = cards.indexOf(field.closest("[data-camera]"));
    return [index < 0 ? field.dataset.field : `cameras[${index}].${field.dataset.field}`, field];
  }));
}

/** The field of a path, or of what holds it: "cameras[0].covers[2]" belongs to "cameras[0].covers". */
function closest(fields, path) {
  const candidates = [...fields.keys()].filter((name) => path === name || path.startsWith(`${name}.`) || path.startsWith(`${name}[`));
  const name = candidates.sort((one, other) => other.length - one.length)[0];
  const field = fields.get(name);
  return field && !field.hidden ? field : undefined;
}

function linkTo(control, text) {
  const link = document.createElement("a");
  link.className = "usa-link";
  link.href = `#${control.id}`;
  link.textContent = text;
  link.addEventListener("click", (event) => {
    event.preventDefault();
    control.focus();
    control.closest("[data-field]").scrollIntoView({ block: "start" });
  });
  const item = document.createElement("li");
  item.append(link);
  return item;
}

function listItem(text) {
  const item = document.createElement("li");
  item.textContent = text;
  return item;
}

function nameOf(field) {
  const label = field.querySelector("legend, label.usa-label, label").cloneNode(true);
  label.querySelector(".optional")?.remove();
  return label.textContent.trim().replaceAll(/\s+/g, " ");
}

/** Says which camera a message is about, where there are several. */
function cameraOf(field) {
  const card = field.closest("[data-camera]");
  return card && card.parentElement.childElementCount > 1 ? `${card.querySelector("legend").textContent.trim()}: ` : "";
}
