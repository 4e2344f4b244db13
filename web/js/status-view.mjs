/** How far a registration has come: the steps, a note where a person must look at it, and the placard. */

import { element, said } from "./dom.mjs";
import { say } from "./language.mjs";
import { PlacardView } from "./placard-view.mjs";
import { contactItems } from "./program.mjs";
import { follow, waitsForMail } from "./progress.mjs";
import { sayReason } from "./review-reasons.mjs";

const PATIENCE = 60_000;

export class StatusView {
  /** What to put into the page. */
  view;

  #api;
  #access;
  #contact;
  #steps = ["received", "confirmed", "located", "active"];
  #items;
  #status = element("p", { class: "progress__status", role: "status", id: "progress-status" });
  #hidesWhenDone;
  #hasWaited = false;
  #review = element("div");
  #placard = element("div");
  #placardVersion = null;

  /**
   * @param {import("./api.mjs").RegistryApi} api
   * @param {import("./api.mjs").Access} access
   * @param {object} program whom to ask where a person must look at the registration
   * @param {{hidesWhenDone?: boolean}} options whether the steps are left out where all were done before
   */
  constructor(api, access, program, { hidesWhenDone = false } = {}) {
    this.#hidesWhenDone = hidesWhenDone;
    this.#api = api;
    this.#access = access;
    this.#contact = program.contact;
    this.#items = new Map(this.#steps.map((step) => [step, element("li", { "data-step": step },
      said("span", `progress.${step}`, { class: "progress__name" }), element("span", { class: "progress__text" }))]));
    this.view = element("div", { class: "status" },
      element("section", { "aria-labelledby": "progress-heading" },
        said("h2", "progress.heading", { id: "progress-heading" }),
        element("ol", { class: "progress" }, ...this.#items.values()),
        this.#status),
      this.#review,
      this.#placard);
    this.#items.get("confirmed").hidden = true;
    this.#showSteps(-1, false);
  }

  /**
   * Shows the registration until it has settled.
   * @param {(answer: {registration: object, version: string | null}) => void} onAnswer is told of each answer
   */
  async follow(onAnswer = () => {}) {
    const started = Date.now();
    try {
      for await (const answer of follow(this.#api, this.#access)) {
        if (answer) {
          onAnswer(answer);
          await this.show(answer.registration, Date.now() - started > PATIENCE);
        } else {
          say(this.#status, "progress.unreachable");
        }
      }
    } catch {
      say(this.#status, "progress.failed");
    }
  }

  /** Shows a registration. */
  async show(registration, isSlow = false) {
    const waits = waitsForMail(registration);
    this.#hidesWhenDone &&= registration.status === "active";
    this.view.firstElementChild.hidden = this.#hidesWhenDone;
    this.#hasWaited ||= waits;
    this.#items.get("confirmed").hidden = !this.#hasWaited;
    this.#review.replaceChildren();
    switch (registration.status) {
      case "active":
        this.#showSteps(3, false);
        say(this.#status, "progress.done");
        await this.#showPlacard(registration.placard);
        return;
      case "needsReview":
        this.#showReview(registration);
        break;
      case "received":
      case "located":
        this.#showSteps(registration.status === "located" ? 2 : waits ? 0 : 1, false);
        say(this.#status, waits ? "progress.waitsForMail" : isSlow ? "progress.slow" : `progress.now.${registration.status}`);
        break;
      default:
        this.#showSteps(1, false);
        say(this.#status, `progress.now.${registration.status}`);
    }

    this.#placardVersion = null;
    this.#placard.replaceChildren();
  }

  #showReview({ location, statusReason }) {
    this.#showSteps(location ? 2 : 1, true);
    say(this.#status, "progress.now.needsReview");
    this.#review.replaceChildren(element("section", { class: "usa-alert usa-alert--warning", "aria-labelledby": "review-heading" },
      element("div", { class: "usa-alert__body" },
        said("h2", "review.heading", { class: "usa-alert__heading", id: "review-heading" }),
        sayReason(element("p", { class: "usa-alert__text", "data-registration": "statusReason" }), statusReason ?? ""),
        said("p", "review.text", { class: "usa-alert__text" }),
        element("ul", { class: "usa-alert__text review__contact" }, ...contactItems(this.#contact)))));
  }

  /** The steps up to this one are done; the next one is under way, or waits for a person. */
  #showSteps(reached, needsPerson) {
    [...this.#items].forEach(([step, item], index) => {
      const isNext = index === reached + 1;
      item.dataset.state = index <= reached ? "done" : !isNext ? "waiting" : needsPerson ? "review" : "current";
      item.ariaCurrent = isNext && !needsPerson ? "step" : null;
      say(item.lastElementChild, `progress.${step}.${index <= reached ? "done" : "todo"}`);
    });
  }

  async #showPlacard(placard) {
    const version = JSON.stringify(placard);
    if (version !== this.#placardVersion) {
      this.#placardVersion = version;
      const view = new PlacardView(this.#api, this.#access, placard);
      this.#placard.replaceChildren(view.view);
      await view.load();
    }
  }
}
