/** Calls the registry's HTTP API. */

const SECONDS = 1000;

/** The registry could not be reached, or its answer was lost: nobody knows whether the call arrived. */
export class ConnectionLost extends Error {}

/**
 * What opens a registration: its id, and the token of a private link or of the receipt.
 * @typedef {{id: string, token: string}} Access
 */

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

  /**
   * The registration as its owner sees it, and the version (ETag) that a change must name.
   * @param {Access} access
   * @returns {Promise<{registration: object, version: string | null}>}
   */
  async registration(access) {
    return versioned(await this.#asOwner(access, ""));
  }

  /**
   * Changes the whole registration.
   * @param {Access} access
   * @param {string} body the registration as JSON, as for submit
   * @param {string | null} version the version that was changed; a Refusal of status 412 says that there is a newer one
   */
  async change(access, body, version) {
    const headers = { "Content-Type": "application/json", "If-Match": version ?? "" };
    return versioned(await this.#asOwner(access, "", { method: "PUT", headers, body }));
  }

  /** Withdraws the registration: it is erased. */
  async withdraw(access) {
    await this.#asOwner(access, "", { method: "DELETE" });
  }

  /** Renews the registration for a year from now. */
  async renew(access) {
    return versioned(await this.#asOwner(access, "/renewal", { method: "POST" }));
  }

  /**
   * Everything that the registry holds about the owner, as a file.
   * @returns {Promise<Blob>}
   */
  async export(access) {
    const response = await this.#asOwner(access, "/export");
    return read(response.blob());
  }

  /** Confirms the e-mail address that the link with this token was sent to. */
  async confirm(access) {
    await this.#asOwner(access, "/confirmation", { method: "POST" });
  }

  /** Asks for a new private link by mail. The answer is the same whether id and address belong together or not. */
  async sendManageLink(id, email) {
    await this.#call(`/registrations/${encodeURIComponent(id)}/manage-tokens`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ email }),
    });
  }

  /**
   * The placard as a file.
   * @param {"pdf" | "png"} format
   * @returns {Promise<Blob>}
   */
  async placard(access, format) {
    const response = await this.#asOwner(access, `/placard?format=${format}`);
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

  #asOwner({ id, token }, path, { headers = {}, ...options } = {}) {
    return this.#call(`/registrations/${encodeURIComponent(id)}${path}`, { ...options, headers: { ...headers, "X-Manage-Token": token } });
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

async function versioned(response) {
  return { registration: await read(response.json()), version: response.headers.get("ETag") };
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
