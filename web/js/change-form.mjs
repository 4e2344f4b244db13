/** Changes a registration: all questions at once, filled in with what stands there now. */

import { ConnectionLost, Refusal } from "./api.mjs";
import { button, element, said } from "./dom.mjs";
import { errorSummary, FieldErrors } from "./field-errors.mjs";
import { nameOf } from "./fields.mjs";
import { say } from "./language.mjs";
import { RegistrationForm } from "./registration-form.mjs";
import { answersOf, requestOf } from "./registration-request.mjs";
import { check } from "./rules.mjs";

const PARTS = ["owner", "address", "cameras"];
const MOST_TRIES = 3;

export class ChangeForm {
  /** What to put into the page. */
  view;

  #api;
  #access;
  #base;
  #done;
  #element = element("form", { id: "change-form", class: "registration", method: "post", novalidate: true });
  #summary = errorSummary("error-summary");
  #form;
  #errors;
  #saving = element("p", { class: "registration__sending", role: "status" });
  #isSaving = false;

  /**
   * @param {{registration: object, version: string | null}} base what is changed
   * @param {{saved: (answer: object, notice: string) => void, cancelled: () => void, gone: () => void}} done how it ended
   */
  constructor(api, program, access, base, done) {
    this.#api = api;
    this.#access = access;
    this.#base = base;
    this.#done = done;
    this.#form = new RegistrationForm(this.#element, program);
    this.#element.append(...PARTS.map((name) => element("section", { class: "part", "data-part": name, "aria-labelledby": `${name}-heading` },
      said("h2", `steps.${name}.heading`, { class: "part__heading", id: `${name}-heading` }), this.#form.parts[name])));
    this.#element.append(element("div", { class: "registration__send" },
      said("button", "change.save", { class: "usa-button usa-button--big", type: "submit", id: "submit" }),
      button("change.cancel", () => this.#done.cancelled(), { look: "usa-button--outline" }),
      this.#saving));
    this.#form.answers = answersOf(base.registration);
    this.#errors = new FieldErrors(this.#element, this.#summary);
    this.view = element("div", { class: "change" }, said("p", "change.text", { class: "lead" }), this.#summary, this.#element);
    this.#element.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#save();
    });
  }

  async #save() {
    if (this.#isSaving) {
      return;
    }

    const problems = check(this.#form.answers);
    this.#errors.clear();
    if (problems.size > 0) {
      this.#errors.show(problems);
      return;
    }

    this.#showSaving(true);
    try {
      await this.#send(JSON.stringify(requestOf(this.#form.answers, this.#base.registration.consent)));
    } catch (problem) {
      this.#explain(problem);
    } finally {
      this.#showSaving(false);
    }
  }

  /** The registry itself moves a registration on, which makes a new version; that alone is no conflict. */
  async #send(body) {
    for (let tries = 1; ; tries++) {
      try {
        const answer = await this.#api.change(this.#access, body, this.#base.version);
        this.#done.saved(answer, noticeOf(this.#base.registration, answer.registration));
        return;
      } catch (problem) {
        if (!(problem instanceof Refusal && problem.status === 412) || tries === MOST_TRIES) {
          throw problem;
        }
      }

      const latest = await this.#api.registration(this.#access);
      const before = this.#base.registration;
      this.#base = latest;
      if (!isSame(before, latest.registration)) {
        this.#showConflict(before, latest.registration);
        return;
      }
    }
  }

  /** What stands in the form stays; saving it again is the owner's decision. */
  #showConflict(before, now) {
    const [old, fresh] = [answersOf(before), answersOf(now)];
    const changes = [...["owner", "address"].flatMap((part) => Object.keys(fresh[part])
      .filter((name) => fresh[part][name] !== old[part][name])
      .map((name) => change(this.#nameOf(`${part}.${name}`), fresh[part][name]))),
      JSON.stringify(old.cameras) !== JSON.stringify(fresh.cameras) && change(null, fresh.cameras.map(({ label }) => label).join(", "))];
    this.#errors.showMessage("failure.conflict", {}, [
      element("ul", { class: "usa-alert__text" }, ...changes.filter(Boolean)),
      button("change.takeTheirs", () => {
        this.#form.answers = fresh;
        this.#errors.clear();
      }, { look: "usa-button--outline" }),
    ]);
  }

  #nameOf(path) {
    return nameOf(this.#element.querySelector(`[data-field="${path}"]`));
  }

  #explain(problem) {
    if (problem instanceof Refusal && Object.keys(problem.errors).length > 0) {
      this.#errors.showRefusal(problem.errors);
    } else if (problem instanceof Refusal && problem.status === 404) {
      this.#done.gone();
    } else if (problem instanceof ConnectionLost) {
      this.#errors.showMessage("failure.notSaved");
    } else if (problem instanceof Refusal && problem.isPassing) {
      this.#errors.showMessage("failure.busySaving");
    } else if (problem instanceof Refusal && problem.status === 409) {
      this.#errors.showMessage("failure.expired");
    } else {
      this.#errors.showMessage("failure.other");
    }
  }

  #showSaving(isSaving) {
    this.#isSaving = isSaving;
    say(this.#saving, isSaving ? "change.saving" : null);
  }
}

/** Whether what the owner entered is the same in both. */
function isSame(one, other) {
  const entered = (registration) => JSON.stringify(answersOf(registration));
  return entered(one) === entered(other);
}

function noticeOf(before, after) {
  if (after.pendingEmail && after.pendingEmail !== before.pendingEmail) {
    return "manage.savedEmail";
  }

  return after.status === "received" && before.status !== "received" ? "manage.savedAddress" : "manage.saved";
}

function change(name, value) {
  return name
    ? element("li", {}, `${name}: `, element("strong", {}, value || "–"))
    : element("li", {}, said("span", "steps.cameras.heading"), ": ", element("strong", {}, value));
}
