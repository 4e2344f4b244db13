/**
 * Whom to ask for footage: a step of its own, because the registry records it. What it answers is shown once, in the dialog, and is gone
 * when that closes.
 */

import { announce } from "./announcer.mjs";
import { openDialog } from "./dialogs.mjs";
import { button, byId, element } from "./elements.mjs";
import { explain } from "./problems.mjs";
import { languageTag, say } from "./texts.mjs";

export class ContactDialog {
  #dialog = byId("contact-dialog");
  #heading = byId("contact-dialog-heading");
  #body = byId("contact-dialog-body");
  #api;
  #onProblem;
  #turn = 0;

  /**
   * @param {import("./officer-api.mjs").OfficerApi} api
   * @param {(problem: unknown) => void} onProblem told of every refusal
   */
  constructor(api, onProblem) {
    this.#api = api;
    this.#onProblem = onProblem;
    this.#dialog.addEventListener("close", () => this.#forget());
  }

  /** Asks whether to go on: who asks, for which case and why goes on record. */
  open(camera, matter, person) {
    const ask = button("usa-button", say("contactShow"), () => this.#disclose(camera, matter, ask));
    this.#heading.textContent = say("contactHeading");
    this.#body.replaceChildren(
      element("p", {}, say("contactWhose", { camera: camera.label, owner: camera.organization ?? say(camera.ownerKind) })),
      element("p", {}, say("contactRecorded")),
      facts([["recordWho", person.name], ["caseNumber", matter.caseNumber], ["purpose", matter.purpose]]),
      element("p.usa-error-message", { role: "alert", hidden: true }),
      element("div.actions", {}, ask, closer("cancel")),
    );
    openDialog(this.#dialog);
  }

  close() {
    this.#dialog.close();
  }

  async #disclose({ registrationId }, matter, ask) {
    const turn = ++this.#turn;
    ask.disabled = true;
    try {
      const contact = await this.#api.disclose(registrationId, matter);
      if (turn === this.#turn) {
        this.#show(contact);
      }
    } catch (problem) {
      if (turn === this.#turn) {
        this.#refuse(problem, ask);
      }

      this.#onProblem(problem);
    }
  }

  #show({ registrationId, owner, address }) {
    const { street, unit, city, state, postalCode } = address;
    this.#heading.textContent = say("contactShown");
    this.#body.replaceChildren(
      facts([
        ["ownerName", owner.name],
        owner.organization && ["organization", owner.organization],
        owner.phone && ["phone", link(`tel:${owner.phone.replaceAll(/[^+\d]/g, "")}`, owner.phone)],
        ["email", link(`mailto:${encodeURIComponent(owner.email).replace("%40", "@")}`, owner.email)],
        ["ownerLanguage", languageName(owner.language)],
        ["addressOfCameras", [street, unit, `${city}, ${state} ${postalCode}`].filter(Boolean).join(", ")],
        ["registrationId", registrationId],
      ].filter(Boolean)),
      element("p.dialog__note", {}, say("contactVoluntary")),
      element("div.actions", {}, closer("close")),
    );
    this.#body.querySelector("[data-close]").onclick = () => this.close();
    this.#heading.focus();
    announce(say("contactShown"));
  }

  #refuse(problem, ask) {
    const place = this.#body.querySelector("[role=alert]");
    place.textContent = problem.status === 404 ? say("contactGone") : explain(problem);
    place.hidden = false;
    ask.disabled = problem.status === 404;
    if (ask.disabled) {
      this.#body.querySelector("[data-close]").focus();
    }
  }

  #forget() {
    this.#turn++;
    this.#heading.textContent = "";
    this.#body.replaceChildren();
  }
}

function facts(pairs) {
  return element("dl.facts", {}, ...pairs.flatMap(([name, value]) => [element("dt", {}, say(name)), element("dd", {}, value)]));
}

function closer(key) {
  return element("button.usa-button.usa-button--outline", { type: "button", "data-close": true }, say(key));
}

function link(href, text) {
  return element("a.usa-link", { href }, text);
}

function languageName(tag) {
  try {
    return new Intl.DisplayNames(languageTag(), { type: "language" }).of(tag);
  } catch {
    return tag;
  }
}
