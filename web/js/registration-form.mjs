/** The form: what it asks, and what the owner answered. */

import { CameraList } from "./camera-list.mjs";

export class RegistrationForm {
  #form;
  #cameras = new CameraList();

  /**
   * @param {HTMLFormElement} form
   * @param {object} program whose languages and place the form offers
   */
  constructor(form, program) {
    this.#form = form;
    this.#offerLanguages(program.languages);
    this.#field("address.city").value = program.city;
    this.#field("address.state").value = program.state;
    form.addEventListener("change", () => this.#showOrganization());
    this.#showOrganization();
    form.hidden = false;
  }

  /** Everything as it was entered, trimmed, in the shape of the API's request. */
  get answers() {
    const value = (name) => this.#field(name).value.trim();
    return {
      owner: {
        kind: value("owner.kind"),
        name: value("owner.name"),
        organization: value("owner.organization"),
        email: value("owner.email"),
        phone: value("owner.phone"),
        language: value("owner.language"),
      },
      address: {
        street: value("address.street"),
        unit: value("address.unit"),
        city: value("address.city"),
        state: value("address.state"),
        postalCode: value("address.postalCode"),
      },
      cameras: this.#cameras.answers,
      consent: { accepted: this.#field("consent.accepted").checked },
    };
  }

  #field(name) {
    return this.#form.elements.namedItem(name);
  }

  #offerLanguages(languages) {
    this.#field("owner.language").replaceChildren(...languages.map(({ tag, name }) => {
      const option = new Option(name, tag);
      option.lang = tag;
      return option;
    }));
  }

  #showOrganization() {
    const isBusiness = this.#field("owner.kind").value === "business";
    this.#form.querySelector('[data-field="owner.organization"]').hidden = !isBusiness;
  }
}
