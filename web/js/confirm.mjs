/**
 * Confirms an e-mail address with the link that was sent to it. Only the button confirms: mail programs open links to look
 * at them, and that must not confirm anything.
 */

import { Refusal } from "./api.mjs";
import { button, element, said } from "./dom.mjs";
import { say } from "./language.mjs";
import { keepAccess, takeLink } from "./link.mjs";
import { openPage } from "./opening.mjs";
import { forget, keep, kept } from "./session.mjs";

const KEPT = "confirmation-link";
const view = document.getElementById("confirm-view");
const heading = document.getElementById("confirm-heading");
const status = element("p", { role: "status" });
let isConfirming = false;

function rememberLink() {
  const link = takeLink();
  if (link) {
    keep(KEPT, link);
  }
}

function askToConfirm(api) {
  const link = kept(KEPT);
  if (!link) {
    explain("confirm.noLink");
    return;
  }

  view.replaceChildren(
    said("p", "confirm.text", { class: "lead" }),
    said("p", "confirm.next"),
    element("div", { class: "actions" }, button("confirm.button", () => confirm(api, link), { look: "usa-button--big", id: "confirm" })),
    status,
    said("p", "confirm.notYou", { class: "check__privacy" }));
}

async function confirm(api, link) {
  if (isConfirming) {
    return;
  }

  isConfirming = true;
  say(status, "confirm.working");
  try {
    await api.confirm(link);
    await showConfirmed(api, link);
  } catch (problem) {
    if (problem instanceof Refusal && !problem.isPassing) {
      forget(KEPT);
      explain(problem.status === 409 ? "confirm.otherLink" : "confirm.expired");
    } else {
      say(status, "confirm.failed");
    }
  } finally {
    isConfirming = false;
  }
}

/** The link of a first confirmation opens the registration; that of a changed address does not. */
async function showConfirmed(api, link) {
  if (await opens(api, link)) {
    forget(KEPT);
    keepAccess(link);
    keep("notice", "manage.confirmed");
    location.assign("/manage/");
    return;
  }

  forget(KEPT);
  explain("confirm.changed");
}

async function opens(api, link) {
  try {
    await api.registration(link);
    return true;
  } catch (problem) {
    if (problem instanceof Refusal && problem.status === 404) {
      return false;
    }

    // The address is confirmed all the same; the next page tries again to show the registration.
    return true;
  }
}

function explain(key) {
  say(heading, `${key}.heading`);
  say(document.querySelector("title"), `${key}.heading`);
  view.replaceChildren(
    said("p", `${key}.text`, { class: "lead" }),
    element("ul", { class: "ways" },
      element("li", {}, said("a", "confirm.toManage", { class: "usa-link", href: "/manage/" })),
      element("li", {}, said("a", "confirm.toRegister", { class: "usa-link", href: "/" }))));
  heading.focus();
}

rememberLink();
addEventListener("hashchange", () => {
  rememberLink();
  location.reload();
});
const opened = await openPage();
if (opened) {
  askToConfirm(opened.api);
}
