/** The box that says what went wrong, at the head of a form or a list. */

/** Shows a sentence and moves the focus to it, so that it is read. */
export function showProblem(box, sentence) {
  box.querySelector(".usa-alert__text").textContent = sentence;
  box.hidden = false;
  box.focus();
}

export function hideProblem(box) {
  box.hidden = true;
}
