/** Follows a registration from its receipt to its placard. */

import { ConnectionLost } from "./api.mjs";

const FIRST_WAIT = 400;
const LONGEST_WAIT = 10_000;
const GROWTH = 1.4;
const SETTLED = new Set(["active", "needsReview", "withdrawn", "expired"]);

/**
 * Gives the registration and its version each time it was asked for, until it has settled, and null each time the registry
 * could not be asked. The waits in between grow to ten seconds; a reader who comes back to the page, from the mail perhaps,
 * does not wait.
 * @param {import("./api.mjs").RegistryApi} api
 * @param {import("./api.mjs").Access} access
 */
export async function* follow(api, access) {
  let isConfirmed = null;
  for (let wait = FIRST_WAIT; ; wait = Math.min(wait * GROWTH, LONGEST_WAIT)) {
    const answer = await ask(api, access);
    yield answer;
    if (SETTLED.has(answer?.registration.status)) {
      return;
    }

    // Once the address is confirmed, the rest takes seconds.
    if (isConfirmed === false && answer?.registration.emailConfirmed) {
      wait = FIRST_WAIT;
    }

    isConfirmed = answer?.registration.emailConfirmed ?? isConfirmed;
    await pause(wait);
  }
}

/** Whether the registration waits for its owner to open the link in the mail. */
export function waitsForMail({ status, emailConfirmed }) {
  return emailConfirmed === false && status === "received";
}

async function ask(api, access) {
  try {
    return await api.registration(access);
  } catch (problem) {
    if (problem instanceof ConnectionLost || problem.isPassing) {
      return null;
    }

    throw problem;
  }
}

function pause(milliseconds) {
  return new Promise((resolve) => {
    const end = () => {
      if (!document.hidden) {
        clearTimeout(timer);
        document.removeEventListener("visibilitychange", end);
        resolve();
      }
    };
    const timer = setTimeout(end, milliseconds);
    document.addEventListener("visibilitychange", end);
  });
}
