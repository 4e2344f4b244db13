/** The case number and the purpose. Nothing is asked of the registry without them, and they are kept in memory only. */

import { clearMarks, mark } from "./marks.mjs";
import { say } from "./texts.mjs";

const REQUESTS = { caseNumber: "caseNumberMissing", purpose: "purposeMissing" };

/**
 * Calls back with what was typed, once both are there.
 * @param {HTMLFormElement} form with fields caseNumber and purpose
 * @param {(matter: { caseNumber: string, purpose: string }) => void} onComplete
 */
export function onCase(form, onComplete) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearMarks(form);
    const matter = { caseNumber: form.elements.caseNumber.value.trim(), purpose: form.elements.purpose.value.trim() };
    const missing = Object.keys(REQUESTS).filter((name) => matter[name] === "");
    const marked = missing.map((name) => mark(form.querySelector(`[data-field="${name}"]`), say(REQUESTS[name])));
    if (marked.length > 0) {
      marked[0].focus();
      return;
    }

    onComplete(matter);
  });
}
