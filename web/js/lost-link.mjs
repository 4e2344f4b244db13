/** Asks for a new private link. The answer is always the same, so that nobody can find out who takes part. */

import { element, said } from "./dom.mjs";
import { errorSummary, FieldErrors } from "./field-errors.mjs";
import { textQuestion } from "./fields.mjs";
import { say } from "./language.mjs";
import { outboxLink } from "./outbox.mjs";

export class LostLink {
  /** What to put into the page. */
  view;

  #api;
  #form = element("form", { id: "lost-link-form", class: "registration", method: "post", novalidate: true });
  #summary = errorSummary("lost-link-errors");
  #status = element("div", { role: "status" });
  #isSending = false;

  /** @param {string} id the registration that the tab had worked on, if any */
  constructor(api, id = "") {
    this.#api = api;
    this.#form.append(
      textQuestion({
        key: "lost.id", id: "lost-id", name: "id", autocomplete: "off", autocapitalize: "characters", spellcheck: "false", width: "field--medium",
        value: id || null,
      }),
      textQuestion({
        key: "lost.email", id: "lost-email", name: "email", type: "email", autocomplete: "email", inputmode: "email", autocapitalize: "none",
        spellcheck: "false",
      }),
      element("div", { class: "actions" }, said("button", "lost.send", { class: "usa-button", type: "submit" })));
    this.view = element("section", { "aria-labelledby": "lost-heading" },
      said("h2", "lost.heading", { id: "lost-heading" }),
      said("p", "lost.text"),
      this.#summary, this.#form, this.#status);
    const errors = new FieldErrors(this.#form, this.#summary);
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#send(errors);
    });
  }

  async #send(errors) {
    const value = (name) => this.#form.elements.namedItem(name).value.trim();
    const [id, email] = [value("id").replaceAll(/[\s-]/g, "").toUpperCase(), value("email")];
    const problems = new Map([
      ["id", id ? null : { key: "missing.id" }],
      ["email", !email ? { key: "missing.owner.email" } : /^[^\s@]+@[^\s@]+$/.test(email) ? null : { key: "wrong.owner.email" }],
    ].filter(([, problem]) => problem));
    errors.clear();
    if (problems.size > 0) {
      errors.show(problems);
    } else if (!this.#isSending) {
      await this.#ask(id, email, errors);
    }
  }

  async #ask(id, email, errors) {
    const note = said("p", "lost.sent", { class: "notice", tabindex: -1 });
    this.#isSending = true;
    say(this.#status, "form.sending");
    try {
      await this.#api.sendManageLink(id, email);
      say(this.#status, null);
      this.#status.replaceChildren(note);
    } catch (problem) {
      say(this.#status, null);
      if (Object.keys(problem.errors ?? {}).length > 0) {
        errors.showRefusal(problem.errors);
      } else {
        errors.showMessage("failure.ask");
      }
    } finally {
      this.#isSending = false;
    }

    await this.#showOutbox(note);
  }

  /** On a development machine, beside the answer; not where another one has taken its place. */
  async #showOutbox(note) {
    const outbox = note.isConnected && await outboxLink();
    if (outbox && note.isConnected) {
      note.after(element("p", {}, outbox));
    }
  }
}
