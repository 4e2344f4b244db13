/** An owner's placard: its picture, and ways to get it on paper. */

import { longDate } from "./dates.mjs";
import { button, element, said } from "./dom.mjs";
import { save } from "./downloads.mjs";
import { describe, say } from "./language.mjs";

export class PlacardView {
  /** What to put into the page. */
  view;

  #api;
  #access;
  #placard;
  #picture = null;
  #preview;
  #status = element("p", { class: "placard__status", role: "status" });

  /** @param {{code: string, validUntil: string}} placard of a registration that is active */
  constructor(api, access, placard) {
    this.#api = api;
    this.#access = access;
    this.#placard = placard;
    this.#preview = element("img", { width: 612, height: 792, alt: "" });
    this.view = this.#build();
  }

  /** Gets the picture. */
  async load() {
    await this.#whileWorking("placard.loading", () => this.#show());
  }

  #build() {
    const file = (format) => `placard-${this.#placard.code}.${format}`;
    return element("section", { class: "placard", "aria-labelledby": "placard-heading" },
      said("h2", "placard.heading", { id: "placard-heading" }),
      element("div", { class: "placard__inner" },
        element("div", { class: "placard__sheet" }, this.#preview),
        element("div", { class: "placard__text" },
          said("p", "placard.text"),
          element("dl", { class: "placard__facts" },
            element("div", {}, said("dt", "placard.code"), element("dd", { "data-registration": "placardCode" }, this.#placard.code)),
            element("div", {}, said("dt", "placard.validThrough"), said("dd", "placard.date", {}, { date: () => longDate(this.#placard.validUntil) }))),
          element("div", { class: "actions actions--stacked" },
            button("placard.pdf", () => this.#whileWorking("placard.getting", async () => save(await this.#api.placard(this.#access, "pdf"), file("pdf")))),
            button("placard.png", () => this.#whileWorking("placard.getting", async () => save(await this.#getPicture(), file("png"))), { look: "usa-button--outline" }),
            button("placard.print", () => this.#whileWorking("placard.printing", () => this.#print()), { look: "usa-button--outline" })),
          this.#status)));
  }

  async #show() {
    const picture = await this.#getPicture();
    if (!this.#preview.src) {
      this.#preview.src = URL.createObjectURL(picture);
      await this.#preview.decode();
      describe(this.#preview, "placard.alt", { code: this.#placard.code });
    }
  }

  async #getPicture() {
    return this.#picture ??= await this.#api.placard(this.#access, "png");
  }

  /** Nothing else gets onto the paper. */
  async #print() {
    await this.#show();
    const sheet = element("div", { class: "print-sheet" }, this.#preview.cloneNode());
    document.body.append(sheet);
    document.documentElement.classList.add("prints-placard");
    addEventListener("afterprint", () => {
      document.documentElement.classList.remove("prints-placard");
      sheet.remove();
    }, { once: true });
    await sheet.firstElementChild.decode();
    print();
  }

  async #whileWorking(key, work) {
    say(this.#status, key);
    try {
      await work();
      say(this.#status, null);
    } catch {
      say(this.#status, "placard.failed");
    }
  }
}
