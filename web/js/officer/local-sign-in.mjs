/** Signs in on one machine, with a token that the local host gives to whoever asks. */

import { ConnectionLost } from "../api.mjs";
import { NoLocalTokens, personOf, SignInEnded } from "./sign-in.mjs";

export class LocalSignIn {
  kind = "local";
  #token = null;

  async signIn({ name, roles }) {
    const query = new URLSearchParams({ name });
    for (const role of roles) {
      query.append("role", role);
    }

    this.#token = await requestToken(query);
    return personOf(this.#token);
  }

  async token() {
    if (this.#token === null) {
      throw new SignInEnded();
    }

    return this.#token;
  }

  async signOut() {
    this.#token = null;
  }
}

async function requestToken(query) {
  const response = await answer(fetch(`/local/token?${query}`, { cache: "no-store" }));
  if (!response.ok) {
    throw new NoLocalTokens();
  }

  return (await answer(response.json())).token;
}

async function answer(promise) {
  try {
    return await promise;
  } catch (cause) {
    throw new ConnectionLost("The local host could not be reached.", { cause });
  }
}
