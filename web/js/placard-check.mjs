/** The placard check: the code comes from the address (/p/7K3M-9QX2-TB4D) or is typed. */

import { longDate } from "./dates.mjs";
import { clearMarks, mark } from "./field-marks.mjs";
import { say } from "./language.mjs";
import { openPage } from "./opening.mjs";

const CODE_LENGTH = 12;

const form = document.getElementById("check-form");
const input = document.getElementById("code");
const verdict = document.getElementById("verdict");
const status = document.getElementById("checking");

const opened = await openPage();
if (opened) {
  letCheck(opened.api);
}

function letCheck(api) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearMarks(form);
    const code = input.value.trim();
    if (!isComplete(code)) {
      verdict.hidden = true;
      mark(input.closest("[data-field]"), { key: "wrong.code" }).focus();
      return;
    }

    history.pushState(null, "", `/p/${encodeURIComponent(code.toUpperCase())}`);
    checkCode(api, code);
  });
  addEventListener("popstate", () => checkAddress(api));
  form.hidden = false;
  checkAddress(api);
}

function checkAddress(api) {
  const code = codeInAddress();
  input.value = code;
  verdict.hidden = true;
  if (code) {
    checkCode(api, code);
  }
}

async function checkCode(api, code) {
  say(status, "check.checking");
  try {
    const check = await api.checkPlacard(code);
    showVerdict(check === null ? "unknown" : check.current ? "current" : "past", check?.code ?? code, check);
  } catch {
    showVerdict("unreachable", code);
  }
}

function showVerdict(kind, code, check) {
  say(status, null);
  verdict.dataset.kind = kind;
  say(verdict.querySelector("h2"), `check.${kind}`);
  verdict.querySelector("[data-verdict-code]").textContent = code;
  say(verdict.querySelector("[data-verdict-text]"), `check.${kind}.text`, { date: () => longDate(check.validUntil) });
  verdict.hidden = false;
  say(document.querySelector("title"), `check.${kind}`);
  verdict.focus();
}

function codeInAddress() {
  const [, code = ""] = /^\/p\/([^/]+)\/?$/.exec(location.pathname) ?? [];
  try {
    return code === "index.html" ? "" : decodeURIComponent(code);
  } catch {
    return code;
  }
}

function isComplete(code) {
  return code.replaceAll(/[\s-]/g, "").length === CODE_LENGTH;
}
