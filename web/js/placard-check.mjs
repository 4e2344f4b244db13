/** The placard check: the code comes from the address (/p/7K3M-9QX2-TB4D) or is typed. */

import { longDate } from "./dates.mjs";
import { clearMarks, mark } from "./field-marks.mjs";
import { openProgram } from "./program.mjs";

const CODE_LENGTH = 12;
const VERDICTS = {
  current: { heading: "This placard is genuine", text: (check) => `It stands for cameras that are registered with this program, and it is valid through ${longDate(check.validUntil)}.` },
  past: { heading: "This placard is no longer current", text: () => "We issued it, but the registration has ended or the placard was replaced." },
  unknown: { heading: "We do not know this code", text: () => "Compare it with the placard: each letter and digit counts. If it matches, the placard is not one of ours." },
  unreachable: { heading: "We cannot check the code right now", text: () => "Please check your connection, wait a moment and try again." },
};

const form = document.getElementById("check-form");
const input = document.getElementById("code");
const verdict = document.getElementById("verdict");
const status = document.getElementById("checking");

try {
  const { api } = await openProgram();
  letCheck(api);
} catch {
  showVerdict("unreachable", "");
}

function letCheck(api) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearMarks(form);
    const code = input.value.trim();
    if (!isComplete(code)) {
      verdict.hidden = true;
      mark(input.closest("[data-field]"), "Enter the 12 letters and digits of the code").focus();
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
  status.textContent = "Checking …";
  try {
    const check = await api.checkPlacard(code);
    showVerdict(check === null ? "unknown" : check.current ? "current" : "past", check?.code ?? code, check);
  } catch {
    showVerdict("unreachable", code);
  }
}

function showVerdict(kind, code, check) {
  const { heading, text } = VERDICTS[kind];
  status.textContent = "";
  verdict.dataset.kind = kind;
  verdict.querySelector("h2").textContent = heading;
  verdict.querySelector("[data-verdict-code]").textContent = code;
  verdict.querySelector("[data-verdict-text]").textContent = text(check);
  verdict.hidden = false;
  document.title = `${heading} – placard check`;
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
