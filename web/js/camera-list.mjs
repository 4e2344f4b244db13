/** The cameras of the form: one card each, made from a template. */

const MOST_CAMERAS = 100;

export class CameraList {
  #list = document.getElementById("cameras");
  #template = document.getElementById("camera-template");
  #addButton = document.getElementById("add-camera");
  #status = document.getElementById("cameras-status");
  #made = 0;

  constructor() {
    this.#addButton.addEventListener("click", () => this.#addAndAnnounce());
    this.#list.addEventListener("click", (event) => this.#removeOn(event));
    this.#list.addEventListener("change", (event) => this.#showDegreesOn(event));
    this.#add();
  }

  /** The cards, first camera first. */
  get cards() {
    return [...this.#list.querySelectorAll("[data-camera]")];
  }

  /** What stands in the cards. */
  get answers() {
    return this.cards.map((card) => {
      const value = (name) => card.querySelector(`[name="${name}"]`).value.trim();
      const isChecked = (name) => card.querySelector(`[name="${name}"]`).checked;
      return {
        label: value("label"),
        covers: [...card.querySelectorAll('[name="covers"]:checked')].map((box) => box.value),
        facing: value("facing"),
        facingDegrees: value("facingDegrees"),
        retentionDays: value("retentionDays"),
        rangeFeet: value("rangeFeet"),
        fieldOfView: value("fieldOfView"),
        nightVision: isChecked("nightVision"),
        recordsAudio: isChecked("recordsAudio"),
      };
    });
  }

  #add() {
    const card = this.#template.content.cloneNode(true).firstElementChild;
    nameParts(card, ++this.#made);
    this.#list.append(card);
    this.#number();
    return card;
  }

  #addAndAnnounce() {
    const card = this.#add();
    card.querySelector("legend").focus();
    this.#status.textContent = `Camera ${this.cards.length} added.`;
  }

  #removeOn(event) {
    const button = event.target.closest("[data-remove]");
    if (!button) {
      return;
    }

    const card = button.closest("[data-camera]");
    const index = this.cards.indexOf(card);
    card.remove();
    this.#number();
    this.cards[Math.max(index - 1, 0)].querySelector("legend").focus();
    this.#status.textContent = `Camera ${index + 1} removed.`;
  }

  #showDegreesOn(event) {
    if (event.target.name === "facing") {
      const degrees = event.target.closest("[data-field]").querySelector("[data-facing-degrees]");
      degrees.hidden = event.target.value !== "degrees";
    }
  }

  #number() {
    this.cards.forEach((card, index) => {
      for (const place of card.querySelectorAll("[data-camera-number]")) {
        place.textContent = index + 1;
      }

      card.querySelector("[data-remove]").hidden = this.cards.length === 1;
    });
    this.#addButton.hidden = this.cards.length >= MOST_CAMERAS;
  }
}

/** Gives the parts of a new card ids that no other card has, and that stay when cards are removed. */
function nameParts(card, number) {
  for (const attribute of ["id", "for", "aria-describedby"]) {
    for (const part of card.querySelectorAll(`[${attribute}]`)) {
      part.setAttribute(attribute, part.getAttribute(attribute).replaceAll("-N-", `-${number}-`));
    }
  }
}
