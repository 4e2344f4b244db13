/** Sends one registration, however often it takes. */

import { ConnectionLost, Refusal } from "./api.mjs";
import { forget, keep, kept } from "./session.mjs";

const KEPT = "registration-submission";

/**
 * One Idempotency-Key until there is a receipt, also when the page is loaded again: a second click, or a new try after a
 * lost connection, can never register twice.
 */
export class Submission {
  #api;
  #key;
  #unanswered;

  constructor(api) {
    this.#api = api;
    const { key = newKey(), unanswered = [] } = kept(KEPT) ?? {};
    this.#key = key;
    this.#unanswered = new Set(unanswered);
  }

  /**
   * Sends the request. Where an earlier, different one had arrived although its answer was lost, that one is the
   * registration, and its receipt is given.
   * @returns {Promise<{receipt: {id: string, status: string, manageToken: string}, sent: object, isEarlier: boolean}>}
   * @throws {Refusal | ConnectionLost}
   */
  async send(request) {
    const body = JSON.stringify(request);
    try {
      return { receipt: await this.#post(body), sent: request, isEarlier: false };
    } catch (problem) {
      if (!isKeyReused(problem)) {
        throw problem;
      }

      return await this.#sendEarlier(body, problem);
    }
  }

  /** Forgets what was sent, once there is a receipt. */
  static forget() {
    forget(KEPT);
  }

  async #post(body) {
    // Kept before it is sent: the tab may be closed before the answer is there.
    this.#remember(body);
    try {
      return await this.#api.submit(body, this.#key);
    } catch (problem) {
      if (!(problem instanceof ConnectionLost) && !problem.isPassing) {
        this.#unanswered.delete(body);
        this.#remember();
      }

      throw problem;
    }
  }

  async #sendEarlier(body, refusal) {
    for (const earlier of [...this.#unanswered].filter((other) => other !== body)) {
      try {
        return { receipt: await this.#post(earlier), sent: JSON.parse(earlier), isEarlier: true };
      } catch (problem) {
        if (!isKeyReused(problem)) {
          throw problem;
        }
      }
    }

    throw refusal;
  }

  #remember(body) {
    if (body) {
      this.#unanswered.add(body);
    }

    keep(KEPT, { key: this.#key, unanswered: [...this.#unanswered] });
  }
}

/** 128 random bits; crypto.randomUUID would need a secure address, which a test on another machine may not have. */
function newKey() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function isKeyReused(problem) {
  return problem instanceof Refusal && problem.status === 422;
}
