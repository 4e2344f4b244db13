/** The registration page: fill in step by step, send, follow. */

import { ConnectionLost, Refusal } from "./api.mjs";
import { button, element, said } from "./dom.mjs";
import { FieldErrors } from "./field-errors.mjs";
import { checkbox } from "./fields.mjs";
import { say } from "./language.mjs";
import { openPage } from "./opening.mjs";
import { keptReceipt, Receipt } from "./receipt.mjs";
import { RegistrationForm } from "./registration-form.mjs";
import { requestOf } from "./registration-request.mjs";
import { overview } from "./review.mjs";
import { check } from "./rules.mjs";
import { forget, keep, kept } from "./session.mjs";
import { Steps } from "./steps.mjs";
import { Submission } from "./submission.mjs";

const DRAFT = "registration-draft";
const PARTS = ["owner", "address", "cameras"];

class RegistrationPage {
  #api;
  #program;
  #element = document.getElementById("registration-form");
  #form;
  #steps;
  #errors;
  #submission;
  #isSending = false;
  #overview = element("div", { class: "overviews" });
  #consent = checkbox({ key: "consent.accept", id: "consent-accepted", name: "consent.accepted", required: true });
  #back = button("form.back", () => this.#steps.go(this.#steps.current - 1), { look: "usa-button--outline" });
  #submit = said("button", "form.next", { class: "usa-button usa-button--big", type: "submit", id: "submit" });
  #sending = element("p", { class: "registration__sending", role: "status" });

  constructor(api, program) {
    this.#api = api;
    this.#program = program;
    this.#submission = new Submission(api);
    this.#form = new RegistrationForm(this.#element, program);
    this.#steps = new Steps([
      ...PARTS.map((name) => ({ name, content: [this.#form.parts[name]] })),
      { name: "review", content: [this.#overview, this.#agreement()] },
    ], (step) => this.#onStep(step));
    this.#errors = new FieldErrors(this.#element, document.getElementById("error-summary"), (field) => this.#steps.reveal(field));
    this.#element.append(
      this.#steps.view,
      element("div", { class: "registration__send" }, this.#submit, this.#back, this.#sending),
      said("p", "form.keepsDraft", { class: "registration__note" }));
    this.#open();
    this.#listen();
  }

  /** With what this tab had typed before, if anything. */
  #open() {
    const draft = kept(DRAFT);
    this.#form.fillUsual(this.#program);
    if (draft) {
      this.#form.answers = draft;
    }

    this.#steps.start(draft ? history.state?.step ?? 0 : 0);
    this.#element.hidden = false;
  }

  #listen() {
    for (const kind of ["input", "change"]) {
      this.#element.addEventListener(kind, () => keep(DRAFT, this.#form.answers));
    }

    // The second click of a double click is not meant for the next step.
    this.#submit.addEventListener("click", (event) => event.detail > 1 && event.preventDefault());
    this.#element.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (!this.#isSending) {
        await this.#goOn();
      }
    });
  }

  async #goOn() {
    if (!this.#steps.isLast) {
      const part = PARTS[this.#steps.current];
      if (this.#isFine(check({ [part]: this.#form.answers[part] }))) {
        this.#steps.go(this.#steps.current + 1);
      }

      return;
    }

    const consent = { accepted: this.#consent.querySelector("input").checked, termsVersion: this.#program.termsVersion };
    if (this.#isFine(check({ ...this.#form.answers, consent }))) {
      await this.#send(requestOf(this.#form.answers, consent));
    }
  }

  #isFine(problems) {
    this.#errors.clear();
    if (problems.size > 0) {
      this.#errors.show(problems);
    }

    return problems.size === 0;
  }

  async #send(request) {
    this.#showSending(true);
    try {
      const { receipt, sent, isEarlier } = await this.#submission.send(request);
      forget(DRAFT);
      Submission.forget();
      await new Receipt(this.#api, this.#program, { id: receipt.id, token: receipt.manageToken, email: sent.owner.email, isEarlier }).show();
    } catch (problem) {
      this.#explain(problem);
    } finally {
      this.#showSending(false);
    }
  }

  #explain(problem) {
    const again = () => [button("form.tryAgain", () => this.#element.requestSubmit(), { look: "error-summary__again" })];
    if (problem instanceof Refusal && Object.keys(problem.errors).length > 0) {
      this.#errors.showRefusal(problem.errors);
    } else if (problem instanceof ConnectionLost) {
      this.#errors.showMessage("failure.lost", {}, again());
    } else if (problem instanceof Refusal && problem.isPassing) {
      this.#errors.showMessage("failure.busy", {}, again());
    } else {
      this.#errors.showMessage("failure.other");
    }
  }

  #onStep(step) {
    if (!this.#element.isConnected) {
      return;
    }

    const isFirst = step === 0;
    for (const id of ["opening-more", "ready"]) {
      document.getElementById(id).hidden = !isFirst;
    }

    this.#errors?.clear();
    this.#back.hidden = isFirst;
    say(this.#submit, this.#steps?.isLast ? "form.send" : "form.next");
    if (this.#steps?.isLast) {
      this.#showOverview();
    }
  }

  #showOverview() {
    const parts = overview(this.#form.answers, this.#program.languages);
    this.#overview.replaceChildren(...PARTS.map((name, index) => element("section", { class: "overview-part", "aria-labelledby": `overview-${name}` },
      element("div", { class: "overview-part__head" },
        said("h3", `steps.${name}.heading`, { id: `overview-${name}` }),
        button(`overview.change.${name}`, () => this.#steps.go(index), { look: "usa-button--unstyled" })),
      parts[name])));
  }

  #agreement() {
    return element("section", { class: "agreement", "aria-labelledby": "agreement-heading" },
      said("h3", "consent.heading", { id: "agreement-heading" }),
      said("p", "consent.intro"),
      element("ul", { class: "terms" }, ...["map", "contact", "public", "access", "keep", "change"].map((term) => said("li", `consent.${term}`))),
      element("div", { class: "usa-form-group", "data-field": "consent.accepted" }, this.#consent));
  }

  #showSending(isSending) {
    this.#isSending = isSending;
    this.#submit.ariaDisabled = String(isSending);
    say(this.#sending, isSending ? "form.sending" : null);
  }
}

const opened = await openPage();
const receipt = keptReceipt();
if (opened && receipt) {
  await new Receipt(opened.api, opened.program, receipt).show();
} else if (opened) {
  new RegistrationPage(opened.api, opened.program);
}
