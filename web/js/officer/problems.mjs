/** Says in a sentence what went wrong and what to do about it. */

import { ConnectionLost } from "../api.mjs";
import { OfficerRefusal } from "./officer-api.mjs";
import { NoLocalTokens, SignInEnded, WindowRefused } from "./sign-in.mjs";
import { say } from "./texts.mjs";

const SENTENCES = { 401: "problemSignInEnded", 403: "problemNoRole", 404: "problemGone", 409: "problemConflict", 413: "problemTooLarge" };

/**
 * @param {unknown} problem what a call threw
 * @returns {string} for the person before the screen
 */
export function explain(problem) {
  if (problem instanceof SignInEnded) {
    return say("problemSignInEnded");
  }

  if (problem instanceof NoLocalTokens) {
    return say("noLocalTokens");
  }

  if (problem instanceof WindowRefused) {
    return say("problemNoWindow");
  }

  if (problem instanceof ConnectionLost) {
    return say("problemConnection");
  }

  if (!(problem instanceof OfficerRefusal)) {
    return say("problemUnexpected");
  }

  if (problem.status === 429) {
    return say("problemTooMany", { count: problem.retryAfter ?? 60 });
  }

  if (problem.status === 503) {
    return [say("problemAway"), problem.title, problem.retryAfter && say("tryAgainIn", { count: problem.retryAfter })].filter(Boolean).join(" ");
  }

  return say(SENTENCES[problem.status] ?? (problem.status === 400 ? "problemInvalid" : "problemUnexpected"));
}

/** Whether only a new sign-in helps. */
export function endsSignIn(problem) {
  return problem instanceof SignInEnded || (problem instanceof OfficerRefusal && problem.status === 401);
}
