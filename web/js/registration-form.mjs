/** The questions about a registration, and what the owner answers. To register they come step by step, to change all at once. */

import { CameraList } from "./camera-list.mjs";
import { element, said } from "./dom.mjs";
import { selectQuestion, textQuestion, tilesQuestion } from "./fields.mjs";
import { language, onLanguage } from "./language.mjs";
import { STATES } from "./states.mjs";

const OWNER = ["kind", "name", "organization", "email", "phone", "language"];
const ADDRESS = ["street", "unit", "city", "state", "postalCode"];

export class RegistrationForm {
  /** The parts of the form by name, to put into the page. */
  parts;

  #form;
  #cameras = new CameraList();
  #hasChosenLanguage = false;

  /**
   * @param {HTMLFormElement} form what the parts are put into
   * @param {object} program whose languages and place the form offers
   */
  constructor(form, program) {
    this.#form = form;
    this.parts = {
      owner: element("div", {}, ...ownerQuestions(program.languages)),
      address: element("div", {}, ...addressQuestions()),
      cameras: this.#cameras.view,
    };
    form.addEventListener("change", (event) => {
      this.#hasChosenLanguage ||= event.target.name === "owner.language";
      this.#showOrganization();
    });
    onLanguage(() => this.#followLanguage());
  }

  /** Fills in what most owners would: the city, and the language of the page. */
  fillUsual({ city, state }) {
    this.#control("address.city").value = city;
    this.#control("address.state").value = state;
    this.#followLanguage();
    this.#showOrganization();
  }

  /** Everything as it was entered, trimmed, in the shape of the API's request. */
  get answers() {
    const all = (part, names) => Object.fromEntries(names.map((name) => [name, this.#control(`${part}.${name}`).value.trim()]));
    return { owner: all("owner", OWNER), address: all("address", ADDRESS), cameras: this.#cameras.answers };
  }

  set answers({ owner, address, cameras }) {
    for (const [part, names, values] of [["owner", OWNER, owner], ["address", ADDRESS, address]]) {
      for (const name of names) {
        this.#control(`${part}.${name}`).value = values[name];
      }
    }

    this.#hasChosenLanguage = true;
    this.#cameras.answers = cameras;
    this.#showOrganization();
  }

  #control(name) {
    return this.#form.elements.namedItem(name);
  }

  #followLanguage() {
    if (!this.#hasChosenLanguage) {
      this.#control("owner.language").value = language();
    }
  }

  #showOrganization() {
    const isBusiness = this.#control("owner.kind").value === "business";
    this.#form.querySelector('[data-field="owner.organization"]').hidden = !isBusiness;
  }
}

function ownerQuestions(languages) {
  return [
    tilesQuestion({ key: "owner.kind", id: "owner-kind", name: "owner.kind", choices: ["residence", "business"] }),
    question("owner.organization", { autocomplete: "organization" }),
    question("owner.name", { autocomplete: "name" }),
    question("owner.email", { type: "email", autocomplete: "email", inputmode: "email", autocapitalize: "none", spellcheck: "false" }),
    question("owner.phone", { type: "tel", autocomplete: "tel", inputmode: "tel", optional: true, width: "field--medium" }),
    selectQuestion({
      key: "owner.language", id: "owner-language", name: "owner.language", width: "field--medium",
      options: languages.map(({ tag, name }) => element("option", { value: tag, lang: tag }, name)),
    }),
  ];
}

function addressQuestions() {
  return [
    question("address.street", { autocomplete: "address-line1" }),
    question("address.unit", { autocomplete: "address-line2", optional: true, width: "field--medium" }),
    question("address.city", { autocomplete: "address-level2", width: "field--medium" }),
    element("div", { class: "beside" },
      selectQuestion({
        key: "address.state", id: "address-state", name: "address.state", width: "field--medium", autocomplete: "address-level1",
        options: [
          said("option", "address.state.choose", { value: "" }),
          ...STATES.map(([code, name]) => element("option", { value: code, lang: "en" }, name)),
        ],
      }),
      question("address.postalCode", { autocomplete: "postal-code", inputmode: "numeric", width: "field--short" })),
  ];
}

function question(name, attributes) {
  return textQuestion({ key: name, id: name.replaceAll(/[.A-Z]/g, (mark) => mark === "." ? "-" : `-${mark.toLowerCase()}`), name, ...attributes });
}
