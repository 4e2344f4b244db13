/** Sends one registration, however often it takes. */

import { ConnectionLost, Refusal } from "./api.mjs";

/**
 * One Idempotency-Key for as long as the page has no receipt: a second click, or a new try after a lost connection, can
 * never register twice.
 */
export class Submission {
  #api;
  #key = crypto.randomUUID();
  #unanswered = new Set();

  constructor(api) {
    this.#api = api;
  }

  /**
   * Sends the request. Where an earlier, different one had arrived although its answer was lost, that one is the
   * registration, and its receipt is given.
   * @returns {Promise<{receipt: {id: string, status: string, manageToken: string}, isEarlier: boolean}>}
   * @throws {Refusal | ConnectionLost}
   */
  async send(request) {
    const body = JSON.stringify(request);
    try {
      return { receipt: await this.#post(body), isEarlier: false };
    } catch (problem) {
      if (!isKeyReused(problem)) {
        throw problem;
      }

      return { receipt: await this.#receiptOfEarlier(body, problem), isEarlier: true };
    }
  }

  async #post(body) {
    try {
      return await this.#api.submit(body, this.#key);
    } catch (problem) {
      if (problem instanceof ConnectionLost || problem.isPassing) {
        this.#unanswered.add(body);
      }

      throw problem;
    }
  }

  async #receiptOfEarlier(body, refusal) {
    for (const earlier of this.#unanswered) {
      if (earlier === body) {
        continue;
      }

      try {
        return await this.#post(earlier);
      } catch (problem) {
        if (!isKeyReused(problem)) {
          throw problem;
        }
      }
    }

    throw refusal;
  }
}

function isKeyReused(problem) {
  return problem instanceof Refusal && problem.status === 422;
}
