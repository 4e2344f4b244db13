/** The registration page: fill in, send, follow. */

import { ConnectionLost, Refusal } from "./api.mjs";
import { FieldErrors, sentences } from "./field-errors.mjs";
import { openProgram } from "./program.mjs";
import { Receipt } from "./receipt.mjs";
import { RegistrationForm } from "./registration-form.mjs";
import { requestOf } from "./registration-request.mjs";
import { check } from "./rules.mjs";
import { Submission } from "./submission.mjs";

const formElement = document.getElementById("registration-form");
const errors = new FieldErrors(formElement);

try {
  const { api, program } = await openProgram();
  letRegister(api, program);
} catch {
  errors.showMessage("This page did not load completely", "Please check your connection and load the page again.");
}

function letRegister(api, program) {
  const form = new RegistrationForm(formElement, program);
  const submission = new Submission(api);
  let isSending = false;

  formElement.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (isSending) {
      return;
    }

    isSending = true;
    const result = await register(form, submission, program);
    isSending = false;
    if (result) {
      await new Receipt(api, program, result.receipt).show(result.isEarlier);
    }
  });
}

/** Gives the receipt, or nothing once it has said what to do. */
async function register(form, submission, program) {
  const answers = form.answers;
  const problems = check(answers);
  if (problems.size > 0) {
    errors.show(problems);
    return null;
  }

  errors.clear();
  showSending(true);
  try {
    return await submission.send(requestOf(answers, program.termsVersion));
  } catch (problem) {
    explain(problem);
    return null;
  } finally {
    showSending(false);
  }
}

function explain(problem) {
  if (problem instanceof Refusal && Object.keys(problem.errors).length > 0) {
    errors.show(sentences(problem.errors, formElement));
  } else if (problem instanceof ConnectionLost) {
    errors.showMessage(
      "We lost the connection",
      "Your answers are still here. Check your connection, then press “Register my cameras” again. You will not be registered twice.");
  } else if (problem instanceof Refusal && problem.isPassing) {
    errors.showMessage(
      "The registry is busy right now",
      "Your answers are still here. Wait a minute, then press “Register my cameras” again. You will not be registered twice.");
  } else {
    errors.showMessage(
      "Something went wrong on our side",
      "Your answers are still here. Please try again later, or contact us: you find how at the bottom of this page.");
  }
}

function showSending(isSending) {
  document.getElementById("submit").setAttribute("aria-disabled", String(isSending));
  document.getElementById("sending").textContent = isSending ? "Sending …" : "";
}
