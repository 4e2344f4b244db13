/** Follows a registration from its receipt to its placard. */

import { ConnectionLost } from "./api.mjs";

const FIRST_WAIT = 400;
const LONGEST_WAIT = 10_000;
const SETTLED = new Set(["active", "needsReview", "withdrawn", "expired"]);

/**
 * Gives the registration each time it was asked for, until it has settled, and null each time the registry could not be
 * asked. The waits in between grow to ten seconds.
 */
export async function* follow(api, receipt) {
  for (let wait = FIRST_WAIT; ; wait = Math.min(wait * 1.4, LONGEST_WAIT)) {
    const registration = await ask(api, receipt);
    yield registration;
    if (SETTLED.has(registration?.status)) {
      return;
    }

    await new Promise((resolve) => setTimeout(resolve, wait));
  }
}

async function ask(api, receipt) {
  try {
    return await api.registration(receipt);
  } catch (problem) {
    if (problem instanceof ConnectionLost || problem.isPassing) {
      return null;
    }

    throw problem;
  }
}
