/** The cameras of the form: one card each. */

import { Compass } from "./compass.mjs";
import { button, element, said } from "./dom.mjs";
import { checkbox, optionalLegend, textQuestion } from "./fields.mjs";
import { say } from "./language.mjs";

const MOST_CAMERAS = 100;
const COVERS = ["street", "sidewalk", "alley", "parking", "entrance", "yard"];
const TEXTS = ["label", "facing", "fieldOfView", "retentionDays", "rangeFeet"];
const FLAGS = ["nightVision", "recordsAudio"];

export class CameraList {
  /** What to put into the form. */
  view;

  #list = element("div", { id: "cameras" });
  #addButton = button("cameras.add", () => this.#addAndAnnounce(), { look: "usa-button--outline camera-add", id: "add-camera" });
  #status = element("p", { class: "usa-sr-only", role: "status" });
  #made = 0;

  constructor() {
    this.view = element("div", {}, element("div", { class: "usa-form-group", "data-field": "cameras" }, this.#list, this.#addButton), this.#status);
    this.#add();
  }

  /** What stands in the cards. */
  get answers() {
    return this.#cards.map((card) => ({
      ...Object.fromEntries(TEXTS.map((name) => [name, control(card, name).value.trim()])),
      ...Object.fromEntries(FLAGS.map((name) => [name, control(card, name).checked])),
      covers: [...card.querySelectorAll('[name="covers"]:checked')].map((box) => box.value),
    }));
  }

  set answers(cameras) {
    this.#list.replaceChildren();
    cameras.forEach((camera) => fillCard(this.#add(), camera));
    if (cameras.length === 0) {
      this.#add();
    }
  }

  /** The cards, first camera first. */
  get #cards() {
    return [...this.#list.children];
  }

  #add() {
    const card = this.#card(++this.#made);
    this.#list.append(card);
    this.#number();
    return card;
  }

  /** The numbers in the ids stay when cards are removed, so that no two are ever the same. */
  #card(number) {
    const id = (name) => `camera-${number}-${name}`;
    const facing = degreesQuestion("facing", id("facing"));
    const width = degreesQuestion("fieldOfView", id("field-of-view"));
    const compass = new Compass(facing.input, width.input);
    return element("fieldset", { class: "usa-fieldset camera", "data-camera": true },
      element("legend", { class: "camera__legend", tabindex: -1 }, element("span", { "data-camera-number": true })),
      textQuestion({ key: "camera.label", id: id("label"), name: "label" }),
      element("fieldset", { class: "usa-fieldset usa-form-group", "data-field": "covers" },
        optionalLegend("camera.covers.label"),
        element("div", { class: "choices" }, ...COVERS.map((place) =>
          checkbox({ key: `camera.covers.${place}`, id: id(`covers-${place}`), name: "covers", value: place })))),
      textQuestion({
        key: "camera.retentionDays", id: id("retention-days"), name: "retentionDays", inputmode: "numeric", autocomplete: "off",
        unit: "camera.days", width: "field--short",
      }),
      element("fieldset", { class: "usa-fieldset usa-form-group" },
        optionalLegend("camera.direction.label"),
        said("span", "camera.direction.hint", { class: "usa-hint" }),
        element("div", { class: "direction" }, compass.picture, element("div", { class: "direction__numbers" }, facing.view, width.view))),
      textQuestion({
        key: "camera.range", id: id("range"), name: "rangeFeet", field: "range", optional: true, inputmode: "decimal", autocomplete: "off",
        unit: "camera.feet", width: "field--short",
      }),
      element("fieldset", { class: "usa-fieldset usa-form-group" },
        optionalLegend("camera.abilities.label"),
        checkbox({ key: "camera.nightVision", id: id("night-vision"), field: "nightVision", name: "nightVision" }),
        checkbox({ key: "camera.recordsAudio", id: id("records-audio"), field: "recordsAudio", name: "recordsAudio" })),
      button("camera.remove", (event) => this.#remove(event.target.closest("[data-camera]")), { look: "usa-button--unstyled camera__remove", "data-remove": true }));
  }

  #addAndAnnounce() {
    this.#add().querySelector("legend").focus();
    say(this.#status, "cameras.added", { number: this.#cards.length });
    this.#announceChange();
  }

  #remove(card) {
    const index = this.#cards.indexOf(card);
    card.remove();
    this.#number();
    this.#cards[Math.max(index - 1, 0)].querySelector("legend").focus();
    say(this.#status, "cameras.removed", { number: index + 1 });
    this.#announceChange();
  }

  #number() {
    const cards = this.#cards;
    cards.forEach((card, index) => {
      say(card.querySelector("[data-camera-number]"), "camera.number", { number: index + 1 });
      say(card.querySelector("[data-remove]"), "camera.remove", { number: index + 1 });
      card.querySelector("[data-remove]").hidden = cards.length === 1;
    });
    this.#addButton.hidden = cards.length >= MOST_CAMERAS;
  }

  /** Whoever keeps the answers learns of it, as of everything that is typed. */
  #announceChange() {
    this.view.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

/** An angle, or that the owner does not know it: an empty field means the same. */
function degreesQuestion(name, id) {
  const view = textQuestion({
    key: `camera.${name}`, id, name, inputmode: "decimal", autocomplete: "off", unit: "camera.degrees", width: "field--short", optional: true,
  });
  view.querySelector(".optional").remove();
  const input = view.querySelector("input");
  const unknown = checkbox({ key: `camera.${name}.unknown`, id: `${id}-unknown` });
  const box = unknown.querySelector("input");
  const show = () => {
    box.checked = input.value.trim() === "";
  };

  input.addEventListener("input", show);
  box.addEventListener("change", () => {
    if (box.checked) {
      input.value = "";
      input.dispatchEvent(new Event("input", { bubbles: true }));
    } else {
      input.focus();
    }
  });
  show();
  view.append(unknown);
  return { view, input };
}

function fillCard(card, camera) {
  for (const name of TEXTS) {
    control(card, name).value = camera[name];
    control(card, name).dispatchEvent(new Event("input"));
  }

  for (const name of FLAGS) {
    control(card, name).checked = camera[name];
  }

  for (const box of card.querySelectorAll('[name="covers"]')) {
    box.checked = camera.covers.includes(box.value);
  }
}

function control(card, name) {
  return card.querySelector(`[name="${name}"]`);
}
