/** Calls the registry's HTTP API as a member of the agency. Nothing of it is cached or kept. */

import { ConnectionLost, Refusal } from "../api.mjs";

const SECONDS = 1000;
const MOST = 1000;

/** The registry refused a call, and says why and when to come back. */
export class OfficerRefusal extends Refusal {
  /**
   * @param {number} status the HTTP status
   * @param {{ title?: string, detail?: string, errors?: Record<string, string[]> }} problem as of RFC 9457
   * @param {number | null} retryAfter in seconds
   */
  constructor(status, problem, retryAfter) {
    super(status, problem.errors ?? {});
    this.title = problem.title ?? "";
    this.detail = problem.detail ?? "";
    this.retryAfter = retryAfter;
  }
}

export class OfficerApi {
  #baseUrl;
  #token;

  /**
   * @param {string} baseUrl where the API is, without a slash at the end
   * @param {() => Promise<string>} token gives the access token of whoever is signed in
   */
  constructor(baseUrl, token) {
    this.#baseUrl = baseUrl;
    this.#token = token;
  }

  /** One page of the cameras that a search finds, as GeoJSON. */
  async search(query) {
    const response = await this.#post("/cameras/search", query, "application/geo+json");
    return read(response.json());
  }

  /**
   * Every camera that a search finds, page by page.
   * @returns {AsyncGenerator<object>} FeatureCollections
   */
  async *everyPage(query) {
    let continuation = null;
    do {
      const page = await this.search({ ...query, limit: MOST, continuation });
      continuation = page.continuation;
      yield page;
    } while (continuation);
  }

  /**
   * Every camera that a search finds as CSV, page by page, each with its row of names.
   * @returns {AsyncGenerator<string>}
   */
  async *everyPageAsCsv(query) {
    let continuation = null;
    do {
      const response = await this.#post("/cameras/search", { ...query, limit: MOST, continuation }, "text/csv");
      continuation = response.headers.get("Search-Continuation");
      yield await read(response.text());
    } while (continuation);
  }

  /** The contact details of one owner. The registry records who asked, for which case, and why. */
  async disclose(registrationId, { caseNumber, purpose }) {
    const path = `/registrations/${encodeURIComponent(registrationId)}/contact-disclosures`;
    const response = await this.#post(path, { caseNumber, purpose }, "application/json");
    return read(response.json());
  }

  /** Some of the registrations that wait for a coordinator. */
  async reviewList(continuation) {
    const path = `/registrations?status=needsReview${continuation ? `&continuation=${encodeURIComponent(continuation)}` : ""}`;
    const response = await this.#call(path, { headers: { Accept: "application/json" } });
    return read(response.json());
  }

  /** Puts a registration on the map. */
  async place(registrationId, position) {
    const response = await this.#call(`/registrations/${encodeURIComponent(registrationId)}/location`, {
      method: "PUT",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ point: { type: "Point", coordinates: position } }),
    });
    return read(response.json());
  }

  #post(path, body, accept) {
    return this.#call(path, { method: "POST", headers: { "Content-Type": "application/json", Accept: accept }, body: JSON.stringify(body) });
  }

  async #call(path, options) {
    const token = await this.#token();
    const response = await read(fetch(this.#baseUrl + path, {
      ...options,
      headers: { ...options.headers, Authorization: `Bearer ${token}` },
      cache: "no-store",
      credentials: "omit",
      signal: AbortSignal.timeout(60 * SECONDS),
    }));
    if (!response.ok) {
      throw new OfficerRefusal(response.status, await problemOf(response), secondsOf(response.headers.get("Retry-After")));
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

async function problemOf(response) {
  try {
    return (await response.json()) ?? {};
  } catch {
    return {};
  }
}

function secondsOf(retryAfter) {
  return /^\d+$/.test(retryAfter ?? "") ? Number(retryAfter) : null;
}
