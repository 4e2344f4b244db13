/** The steps of a form: one part of it at a time, with a picture of how far it is. */

import { element, said } from "./dom.mjs";
import { say } from "./language.mjs";

export class Steps {
  /** What to put into the form: the indicator, then the parts. */
  view;

  #steps;
  #segments;
  #current = 0;
  #onShow;

  /**
   * @param {Array<{name: string, content: Node[]}>} steps
   * @param {(step: number) => void} onShow is told which step is shown
   */
  constructor(steps, onShow) {
    this.#onShow = onShow;
    this.#segments = steps.map(({ name }) => element("li", { class: "usa-step-indicator__segment" },
      element("span", { class: "usa-step-indicator__segment-label" },
        said("span", `steps.${name}.short`), " ", element("span", { class: "usa-sr-only" }))));
    this.#steps = steps.map(({ name, content }, index) => {
      const heading = element("h2", { class: "part__heading", id: `${name}-heading`, tabindex: -1 },
        said("span", "steps.count", { class: "part__count" }, { step: index + 1, steps: steps.length }), " ",
        said("span", `steps.${name}.heading`));
      const section = element("section", { class: "part", "data-part": name, "aria-labelledby": heading.id, hidden: true },
        heading, said("p", `steps.${name}.intro`, { class: "part__intro" }), ...content);
      return { name, heading, section };
    });
    this.view = element("div", {},
      element("div", { class: "usa-step-indicator", role: "group", label: "steps.name" }, element("ol", { class: "usa-step-indicator__segments" }, ...this.#segments)),
      ...this.#steps.map(({ section }) => section));
    addEventListener("popstate", (event) => this.#show(event.state?.step ?? 0, true));
  }

  get current() {
    return this.#current;
  }

  get isLast() {
    return this.#current === this.#steps.length - 1;
  }

  /** Opens the form at a step, without moving the focus. */
  start(step) {
    history.replaceState({ ...history.state, step }, "");
    this.#show(step, false);
  }

  /** Goes to a step; the browser's back button comes back from it. */
  go(step) {
    if (step !== this.#current) {
      history.pushState({ step }, "");
    }

    this.#show(step, true);
  }

  /** Goes to the step that a field is in. */
  reveal(field) {
    const step = this.#steps.findIndex(({ section }) => section.contains(field));
    if (step >= 0 && step !== this.#current) {
      history.pushState({ step }, "");
      this.#show(step, false);
    }
  }

  #show(step, movesFocus) {
    this.#current = Math.min(Math.max(step, 0), this.#steps.length - 1);
    this.#steps.forEach(({ section }, index) => {
      section.hidden = index !== this.#current;
    });
    this.#segments.forEach((segment, index) => {
      segment.classList.toggle("usa-step-indicator__segment--complete", index < this.#current);
      segment.classList.toggle("usa-step-indicator__segment--current", index === this.#current);
      segment.ariaCurrent = index === this.#current ? "step" : null;
      say(segment.querySelector(".usa-sr-only"), index < this.#current ? "steps.completed" : index > this.#current ? "steps.toCome" : null);
    });
    this.#onShow(this.#current);
    if (movesFocus) {
      scrollTo(0, 0);
      this.#steps[this.#current].heading.focus();
    }
  }
}
