/** What an owner sees once registered: the mail to look for, the key to keep, the progress, and the placard. */

import { button, element, said } from "./dom.mjs";
import { save } from "./downloads.mjs";
import { say, text } from "./language.mjs";
import { forgetAccess, keepAccess, manageLink } from "./link.mjs";
import { outboxLink } from "./outbox.mjs";
import { waitsForMail } from "./progress.mjs";
import { forget, keep, kept } from "./session.mjs";
import { StatusView } from "./status-view.mjs";

const KEPT = "receipt";

/**
 * What an earlier visit of this tab registered, or null.
 * @returns {{id: string, token: string, email: string, isEarlier: boolean, isMailed?: boolean} | null}
 */
export function keptReceipt() {
  return kept(KEPT);
}

export class Receipt {
  #api;
  #program;
  #receipt;
  #view = document.getElementById("registered");
  #mail = element("div");
  #keys = element("div");
  #keysStatus = element("p", { class: "keep__status", role: "status" });
  #note = null;

  /**
   * @param {{id: string, token: string, email: string, isEarlier: boolean, isMailed?: boolean}} receipt kept until the tab is
   * closed; isMailed once it is known that the registry mails the link
   */
  constructor(api, program, receipt) {
    this.#api = api;
    this.#program = program;
    this.#receipt = receipt;
  }

  /** Takes the place of the form and follows the registration until it has settled. */
  async show() {
    keep(KEPT, this.#receipt);
    keepAccess(this.#access);
    const status = new StatusView(this.#api, this.#access, this.#program);
    const heading = said("h1", "registered.heading", { tabindex: -1, id: "registered-heading" });
    this.#view.replaceChildren(...[
      heading,
      this.#receipt.isEarlier && said("p", "registered.earlier", { class: "lead" }),
      this.#mail,
      this.#keys,
      status.view,
      this.#nextSteps(),
    ].filter(Boolean));

    document.getElementById("registering").remove();
    this.#view.hidden = false;
    say(document.querySelector("title"), "registered.title");
    scrollTo(0, 0);
    heading.focus();
    await status.follow(({ registration }) => this.#showMail(registration));
    if (this.#note === null) {
      // The registry never told how far it is: then the key on this page may be all there is.
      this.#keys.replaceChildren(this.#keyNote());
    }
  }

  get #access() {
    return { id: this.#receipt.id, token: this.#receipt.token };
  }

  /** Where the address is confirmed by mail, the mail has the link to keep; where it is not, this page is all there is. */
  #showMail(registration) {
    const waits = waitsForMail(registration);
    if (waits && !this.#receipt.isMailed) {
      this.#receipt = { ...this.#receipt, isMailed: true };
      keep(KEPT, this.#receipt);
    }

    const note = waits ? "mail" : this.#receipt.isMailed ? "confirmed" : "keys";
    if (note === this.#note) {
      return;
    }

    this.#note = note;
    this.#mail.replaceChildren(...[
      waits && this.#mailNote(),
      note === "confirmed" && said("p", "mail.confirmed", { class: "notice", role: "status" }),
    ].filter(Boolean));
    this.#keys.replaceChildren(...note === "keys" ? [this.#keyNote()] : []);
  }

  #mailNote() {
    const local = element("p", { hidden: true });
    outboxLink().then((link) => {
      if (link) {
        local.append(link);
        local.hidden = false;
      }
    });
    return element("section", { class: "keep", "aria-labelledby": "mail-heading" },
      said("h2", "mail.heading", { id: "mail-heading" }),
      said("p", "mail.text"),
      element("dl", { class: "keep__values" },
        element("div", {}, said("dt", "mail.sentTo"), element("dd", { "data-registration": "email" }, this.#receipt.email)),
        element("div", {}, said("dt", "registered.id"), element("dd", { "data-registration": "id" }, this.#receipt.id))),
      local,
      said("h3", "mail.nothing"),
      element("ul", { class: "ways" }, said("li", "mail.spam"), said("li", "mail.wait"), said("li", "mail.wrong")),
      said("p", "mail.keep"));
  }

  #keyNote() {
    addEventListener("beforeunload", this.#warn);
    return element("section", { class: "keep", "aria-labelledby": "keep-heading" },
      said("h2", "keys.heading", { id: "keep-heading" }),
      said("p", "keys.text"),
      element("dl", { class: "keep__values" },
        element("div", {}, said("dt", "registered.id"), element("dd", { "data-registration": "id" }, this.#receipt.id)),
        element("div", {}, said("dt", "keys.link"), element("dd", { "data-registration": "manageLink" }, manageLink(this.#access)))),
      element("div", { class: "actions" },
        button("keys.copy", () => this.#copyKeys()),
        button("keys.save", () => this.#saveKeys(), { look: "usa-button--outline" })),
      this.#keysStatus);
  }

  #nextSteps() {
    const another = said("a", "registered.another", { class: "usa-link", href: "/" });
    another.addEventListener("click", () => {
      forget(KEPT);
      forgetAccess();
    });
    return element("section", { class: "again" },
      element("p", {}, said("a", "registered.manage", { class: "usa-link", href: "/manage/" }), " ", said("span", "registered.manageHint")),
      element("p", {}, another));
  }

  #warn = (event) => event.preventDefault();

  get #keysText() {
    return [
      this.#program.name,
      text("keys.file.id", { id: this.#receipt.id }),
      text("keys.file.link", { link: manageLink(this.#access) }),
      text("keys.file.keep"),
      "",
    ].join("\r\n");
  }

  async #copyKeys() {
    try {
      await navigator.clipboard.writeText(this.#keysText);
      this.#hasKeys("keys.copied");
    } catch {
      say(this.#keysStatus, "keys.notCopied");
    }
  }

  #saveKeys() {
    save(new Blob([this.#keysText], { type: "text/plain;charset=utf-8" }), `camera-registration-${this.#receipt.id}.txt`);
    this.#hasKeys("keys.saved");
  }

  #hasKeys(key) {
    removeEventListener("beforeunload", this.#warn);
    say(this.#keysStatus, key);
  }
}
