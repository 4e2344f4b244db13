/** An owner's registration: see it, change, renew, save or withdraw it, with the private link of a mail or of the receipt. */

import { ConnectionLost, Refusal } from "./api.mjs";
import { ChangeForm } from "./change-form.mjs";
import { longDate } from "./dates.mjs";
import { button, element, facts, said } from "./dom.mjs";
import { save } from "./downloads.mjs";
import { say } from "./language.mjs";
import { forgetAccess, keepAccess, keptAccess, takeLink } from "./link.mjs";
import { LostLink } from "./lost-link.mjs";
import { openPage } from "./opening.mjs";
import { contactItems } from "./program.mjs";
import { waitsForMail } from "./progress.mjs";
import { answersOf } from "./registration-request.mjs";
import { overview } from "./review.mjs";
import { forget, kept } from "./session.mjs";
import { StatusView } from "./status-view.mjs";

class ManagePage {
  #api;
  #program;
  #access;
  #view = document.getElementById("manage-view");
  #heading = document.getElementById("manage-heading");
  #latest = null;

  constructor(api, program) {
    this.#api = api;
    this.#program = program;
    this.#access = keptAccess();
  }

  /** Shows the registration of the link, or how to get a link. */
  async open() {
    if (!this.#access) {
      this.#showLostLink("manage.noLink");
      return;
    }

    this.#view.replaceChildren(said("p", "manage.loading", { role: "status" }));
    try {
      this.#latest = await this.#api.registration(this.#access);
      this.#showRegistration(kept("notice"));
      forget("notice");
    } catch (problem) {
      this.#explainUnopened(problem);
    }
  }

  #explainUnopened(problem) {
    if (problem instanceof Refusal && !problem.isPassing) {
      const { id } = this.#access;
      forgetAccess();
      this.#showLostLink("manage.unknown", id);
      return;
    }

    this.#title("manage.unreachable.heading");
    this.#view.replaceChildren(said("p", "manage.unreachable.text", { class: "lead" }),
      element("div", { class: "actions" }, button("form.tryAgain", () => this.open())));
    this.#heading.focus();
  }

  #showLostLink(key, id) {
    this.#title(`${key}.heading`);
    this.#view.replaceChildren(
      said("p", `${key}.text`, { class: "lead" }),
      new LostLink(this.#api, id).view,
      element("p", { class: "again" }, said("a", "manage.toRegister", { class: "usa-link", href: "/" })));
    this.#heading.focus();
  }

  /** @param {string | null} notice the key of what has just been done */
  #showRegistration(notice = null) {
    this.#title("manage.heading");
    const status = new StatusView(this.#api, this.#access, this.#program, { hidesWhenDone: true });
    const summary = element("div");
    const note = element("div", { role: "status" });
    const contents = element("div");
    const actions = element("div");
    this.#view.replaceChildren(note, summary, status.view, actions, contents);
    if (notice) {
      note.append(said("p", notice, { class: "notice" }));
    }

    const show = (answer) => {
      this.#latest = answer;
      summary.replaceChildren(this.#facts(answer.registration));
      contents.replaceChildren(this.#contents(answer.registration));
      actions.replaceChildren(this.#actions(answer.registration, note));
    };
    show(this.#latest);
    this.#heading.focus();
    this.#followStatus(status, show);
  }

  /** The page follows the registration as far as it still moves; it is not drawn again where nothing changed. */
  #followStatus(status, show) {
    let shown = JSON.stringify(this.#latest.registration);
    status.follow((answer) => {
      const news = JSON.stringify(answer.registration);
      if (status.view.isConnected && news !== shown) {
        shown = news;
        show(answer);
      }
    });
  }

  #facts(registration) {
    const { id, status, validUntil, pendingEmail, owner } = registration;
    return element("div", {},
      facts("facts", [
        ["registered.id", element("span", { "data-registration": "id" }, id)],
        ["manage.status", said("span", waitsForMail(registration) ? "status.waitsForMail" : `status.${status}`, { "data-registration": "status" })],
        ["manage.validUntil", validUntil && said("span", "placard.date", { "data-registration": "validUntil" }, { date: () => longDate(validUntil) })],
      ]),
      pendingEmail && element("p", { class: "notice" }, said("span", "manage.pendingEmail", {}, { pending: pendingEmail, current: owner.email })));
  }

  #contents(registration) {
    const parts = overview({ ...answersOf({ ...registration, pendingEmail: null }) }, this.#program.languages);
    return element("section", { class: "overviews", "aria-labelledby": "contents-heading" },
      said("h2", "manage.contents", { id: "contents-heading" }),
      ...["owner", "address", "cameras"].map((name) => element("section", { class: "overview-part", "aria-labelledby": `overview-${name}` },
        said("h3", `steps.${name}.heading`, { id: `overview-${name}` }), parts[name])));
  }

  #actions(registration, note) {
    const isExpired = registration.status === "expired";
    const isWaiting = waitsForMail(registration);
    return element("section", { class: "manage-actions", "aria-labelledby": "actions-heading" },
      said("h2", "manage.actions", { id: "actions-heading" }),
      element("ul", { class: "manage-actions__list" },
        !isExpired && action("manage.change", () => this.#showChange()),
        !isWaiting && action("manage.renew", () => this.#work(note, "manage.renewing", () => this.#renew()), "usa-button--outline"),
        action("manage.export", () => this.#work(note, "manage.exporting", () => this.#export()), "usa-button--outline"),
        action("manage.withdraw", () => this.#showWithdrawal(), "usa-button--outline")));
  }

  async #renew() {
    this.#latest = await this.#api.renew(this.#access);
    this.#showRegistration("manage.renewed");
  }

  async #export() {
    save(await this.#api.export(this.#access), `camera-registration-${this.#access.id}.json`);
  }

  #showChange() {
    this.#title("change.heading");
    const form = new ChangeForm(this.#api, this.#program, this.#access, this.#latest, {
      saved: (answer, notice) => {
        this.#latest = answer;
        this.#showRegistration(notice);
      },
      cancelled: () => this.#showRegistration(),
      gone: () => this.open(),
    });
    this.#view.replaceChildren(form.view);
    this.#heading.focus();
    scrollTo(0, 0);
  }

  #showWithdrawal() {
    this.#title("withdraw.heading");
    const note = element("div", { role: "status" });
    const list = (...terms) => element("ul", { class: "terms" }, ...terms.map((term) => said("li", `withdraw.${term}`)));
    this.#view.replaceChildren(
      element("div", { class: "withdrawal" },
        said("p", "withdraw.lead", { class: "lead" }),
        said("h2", "withdraw.erased"), list("erased.contact", "erased.address", "erased.cameras", "erased.placard"),
        said("h2", "withdraw.stays"), list("stays.id", "stays.code", "stays.dates", "stays.log"),
        said("p", "withdraw.final", { class: "withdrawal__final" }),
        element("div", { class: "actions" },
          button("withdraw.yes", () => this.#work(note, "withdraw.working", () => this.#withdraw()), { look: "usa-button--secondary", id: "withdraw" }),
          button("withdraw.no", () => this.#showRegistration(), { look: "usa-button--outline" })),
        note));
    this.#heading.focus();
    scrollTo(0, 0);
  }

  async #withdraw() {
    const { placard } = this.#latest.registration;
    await this.#api.withdraw(this.#access);
    const { id } = this.#access;
    this.#access = null;
    forgetAccess();
    forget("receipt");
    this.#title("withdrawn.heading");
    this.#view.replaceChildren(
      said("p", "withdrawn.text", { class: "lead" }, { id }),
      placard ? said("p", "withdrawn.placard") : "",
      element("p", { class: "again" }, said("a", "manage.toRegister", { class: "usa-link", href: "/" })));
    this.#heading.focus();
    scrollTo(0, 0);
  }

  /** Does one thing at a time and says how it went. */
  async #work(note, key, work) {
    if (note.dataset.isWorking) {
      return;
    }

    note.dataset.isWorking = "true";
    note.replaceChildren(said("p", key, { class: "notice" }));
    try {
      await work();
      note.replaceChildren();
    } catch (problem) {
      this.#explain(note, problem);
    } finally {
      delete note.dataset.isWorking;
    }
  }

  #explain(note, problem) {
    if (problem instanceof Refusal && problem.status === 404) {
      this.open();
      return;
    }

    const key = problem instanceof ConnectionLost || problem.isPassing ? "failure.again" : problem.status === 409 ? "failure.notNow" : "failure.work";
    note.replaceChildren(element("div", { class: "usa-alert usa-alert--error" },
      element("div", { class: "usa-alert__body" },
        said("p", key, { class: "usa-alert__text" }),
        element("ul", { class: "usa-alert__text review__contact" }, ...contactItems(this.#program.contact)))));
    note.scrollIntoView({ block: "center" });
  }

  #title(key) {
    say(this.#heading, key);
    say(document.querySelector("title"), key);
  }
}

function action(key, act, look = "") {
  return element("li", {}, button(key, act, { look }), said("p", `${key}.text`));
}

function rememberLink() {
  const link = takeLink();
  if (link) {
    keepAccess(link);
  }
}

rememberLink();
addEventListener("hashchange", () => {
  rememberLink();
  location.reload();
});
const opened = await openPage();
if (opened) {
  await new ManagePage(opened.api, opened.program).open();
}
