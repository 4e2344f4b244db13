/** Shows what to mend: beside each field, and in a summary that takes the focus and links to the fields. */

import { element } from "./dom.mjs";
import { clearMarks, mark } from "./field-marks.mjs";
import { nameOf, sentenceOf } from "./fields.mjs";
import { say, text } from "./language.mjs";
import { problemsOf } from "./server-problems.mjs";

export class FieldErrors {
  #form;
  #summary;
  #reveal;

  /**
   * @param {HTMLFormElement} form
   * @param {HTMLElement} summary where all errors stand together
   * @param {(field: HTMLElement) => void} reveal brings the part of the form with a field into view
   */
  constructor(form, summary, reveal = () => {}) {
    this.#form = form;
    this.#summary = summary;
    this.#reveal = reveal;
  }

  /**
   * @param {Map<string, import("./rules.mjs").Problem>} problems what is wrong by JSON path, in the order of the form; a
   * path that is no field's stands in the summary alone
   */
  show(problems) {
    this.clear();
    const fields = this.#fields();
    const found = [...problems].map(([path, problem]) => ({ field: closest(fields, path), problem }));
    const first = found.find(({ field }) => field)?.field;
    if (first) {
      this.#reveal(first);
    }

    const items = found.map(({ field, problem }) => field ? this.#link(field, mark(field, problem), problem) : listItem(problem));
    this.#showSummary({ key: "errors.heading", values: { count: items.length } }, { key: "errors.text" }, items);
  }

  /** Shows what the API refused. */
  showRefusal(errors) {
    const fields = this.#fields();
    this.show(problemsOf(errors, (path) => {
      const field = closest(fields, path);
      return field && nameOf(field);
    }));
  }

  /**
   * Shows a sentence that is not about any field.
   * @param {string} key the key of its heading; the sentence is at `${key}.text`
   * @param {HTMLElement[]} further what else stands there, such as a button
   */
  showMessage(key, values = {}, further = []) {
    this.clear();
    this.#showSummary({ key, values }, { key: `${key}.text`, values }, []);
    this.#summary.firstElementChild.append(...further.map((part) => {
      part.dataset.further = "";
      return part;
    }));
  }

  clear() {
    say(document.querySelector("title"), pageTitle());
    this.#summary.hidden = true;
    this.#summary.querySelectorAll("[data-further]").forEach((part) => part.remove());
    clearMarks(this.#form);
  }

  #showSummary(heading, sentence, items) {
    say(this.#summary.querySelector("h2"), heading.key, heading.values);
    say(this.#summary.querySelector("[data-summary-text]"), sentence.key, sentence.values);
    this.#summary.querySelector("[data-summary-list]").replaceChildren(...items);
    this.#summary.hidden = false;
    const title = pageTitle();
    say(document.querySelector("title"), "errors.title", { title: () => text(title) });
    document.querySelector("title").dataset.page = title;
    this.#summary.focus();
    this.#summary.scrollIntoView({ block: "start" });
  }

  /** The fields that can be seen, or could in another part of the form, by JSON path. */
  #fields() {
    const cards = [...this.#form.querySelectorAll("[data-camera]")];
    return new Map([...this.#form.querySelectorAll("[data-field]")].map((field) => {
      const index = cards.indexOf(field.closest("[data-camera]"));
      return [index < 0 ? field.dataset.field : `cameras[${index}].${field.dataset.field}`, field];
    }));
  }

  #link(field, control, problem) {
    const sentence = () => sentenceOf(problem);
    const number = cameraNumber(field);
    const link = element("a", { class: "usa-link", href: `#${control.id}`, say: number
      ? ["errors.inCamera", { number, message: sentence }]
      : ["errors.one", { message: sentence }] });
    link.addEventListener("click", (event) => {
      event.preventDefault();
      this.#reveal(field);
      control.focus();
      field.scrollIntoView({ block: "start" });
    });
    return element("li", {}, link);
  }
}

/** Where all errors of a form stand together; hidden until there are some. */
export function errorSummary(id) {
  const heading = `${id}-heading`;
  return element("div", { id, class: "usa-alert usa-alert--error error-summary", tabindex: -1, role: "group", "aria-labelledby": heading, hidden: true },
    element("div", { class: "usa-alert__body" },
      element("h2", { class: "usa-alert__heading", id: heading }),
      element("p", { class: "usa-alert__text", "data-summary-text": true }),
      element("ul", { class: "usa-alert__text error-summary__list", "data-summary-list": true })));
}

/** The key of the page's own title, whatever error stands before it. */
function pageTitle() {
  const { page, text: key } = document.querySelector("title").dataset;
  return key === "errors.title" ? page : key;
}

/** The field of a path, or of what holds it: "cameras[0].covers[2]" belongs to "cameras[0].covers". */
function closest(fields, path) {
  const candidates = [...fields.keys()].filter((name) => path === name || path.startsWith(`${name}.`) || path.startsWith(`${name}[`));
  const name = candidates.sort((one, other) => other.length - one.length)[0];
  const field = fields.get(name);
  return field && !field.hidden ? field : undefined;
}

function listItem(problem) {
  return element("li", { say: ["errors.one", { message: () => sentenceOf(problem) }] });
}

/** Which camera a field belongs to, where there are several. */
function cameraNumber(field) {
  const card = field.closest("[data-camera]");
  const cards = card ? [...card.parentElement.children] : [];
  return cards.length > 1 ? cards.indexOf(card) + 1 : null;
}
