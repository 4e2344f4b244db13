/** Calls the registry's HTTP API. */

const SECONDS = 1000;

/** The registry could not be reached, or its answer was lost: nobody knows whether the call arrived. */
export class ConnectionLost extends Error {}

/** The registry refused a call (RFC 9457). */
export class Refusal extends Error {
  /**
   * @param {number} status the HTTP status
   * @param {Record<string, string[]>} errors what is wrong with the request, by JSON path
   */
  constructor(status, errors = {}) {
    super(`The registry answered ${status}.`);
    this.status = status;
    this.errors = errors;
  }

  /** Whether the registry, rather than the request, is in trouble: the same call may work later. */
  get isPassing() {
    return this.status >= 500 || this.status === 429 || this.status === 408;
  }
}

export class RegistryApi {
  #baseUrl;

  /** @param {string} baseUrl where the API is, without a slash at the end */
  constructor(baseUrl) {
    this.#baseUrl = baseUrl;
  }

  /**
   * Registers. A repeat with the same key and body gives the same registration.
   * @param {string} body the registration as JSON
   * @returns {Promise<{id: string, status: string, manageToken: string}>}
   */
  async submit(body, idempotencyKey) {
    const response = await this.#call("/registrations", {
      method: "POST",
      headers: { "Content-Type": "application/json", "Idempotency-Key": idempotencyKey },
      body,
    });
    return read(response.json());
  }

  /** The registration as its owner sees it. */
  async registration({ id, manageToken }) {
    const response = await this.#call(`/registrations/${encodeURIComponent(id)}`, { headers: { "X-Manage-Token": manageToken } });
    return read(response.json());
  }

  /**
   * The placard as a file.
   * @param {"pdf" | "png"} format
   * @returns {Promise<Blob>}
   */
  async placard({ id, manageToken }, format) {
    const path = `/registrations/${encodeURIComponent(id)}/placard?format=${format}`;
    const response = await this.#call(path, { headers: { "X-Manage-Token": manageToken } });
    return read(response.blob());
  }

  /**
   * Whether a placard is genuine and current.
   * @returns {Promise<{code: string, genuine: boolean, current: boolean, validUntil: string | null} | null>} null for an unknown code
   */
  async checkPlacard(code) {
    try {
      const response = await this.#call(`/placards/${encodeURIComponent(code)}`);
      return await read(response.json());
    } catch (problem) {
      if (problem instanceof Refusal && problem.status === 404) {
        return null;
      }

      throw problem;
    }
  }

  async #call(path, options = {}) {
    const request = { ...options, cache: "no-store", credentials: "same-origin", signal: AbortSignal.timeout(30 * SECONDS) };
    const response = await read(fetch(this.#baseUrl + path, request));
    if (!response.ok) {
      throw new Refusal(response.status, await errorsOf(response));
    }

    return response;
  }
}

/** Whatever goes wrong between here and the registry is a lost connection. */
async function read(answer) {
  try {
    return await answer;
  } catch (cause) {
    throw new ConnectionLost("The registry could not be reached.", { cause });
  }
}

async function errorsOf(response) {
  try {
    return (await response.json()).errors ?? {};
  } catch {
    return {};
  }
}
