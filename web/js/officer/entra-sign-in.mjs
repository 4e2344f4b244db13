/**
 * Signs in with Microsoft Entra ID: authorization code with PKCE, by redirect, done by MSAL. MSAL keeps tokens in memory; what it
 * notes in the session storage while the browser is away at the sign-in page is the state and the verifier of that one request.
 */

import "/vendor/msal/msal-browser.min.js";
import { ConnectionLost } from "../api.mjs";
import { personOf, SignInEnded } from "./sign-in.mjs";

const { PublicClientApplication, AuthError, CacheLookupPolicy } = globalThis.msal;
/** The codes with which MSAL says that the sign-in service could not be reached. */
const OUT_OF_REACH = new Set(["network_error", "no_network_connectivity", "get_request_failed", "post_request_failed", "request_cannot_be_made"]);

export class EntraSignIn {
  kind = "entra";
  #app;
  #scopes;
  #account = null;

  constructor(app, scope) {
    this.#app = app;
    this.#scopes = [scope];
  }

  /** @param {{ tenant: string, clientId: string, scope: string }} settings of config.json */
  static async open({ tenant, clientId, scope }) {
    const app = new PublicClientApplication({
      auth: {
        clientId,
        authority: `https://login.microsoftonline.com/${encodeURIComponent(tenant)}`,
        redirectUri: new URL("/officer/", location.origin).href,
        postLogoutRedirectUri: new URL("/officer/", location.origin).href,
      },
      cache: { cacheLocation: "memoryStorage" },
    });
    await app.initialize();
    return new EntraSignIn(app, scope);
  }

  async restore() {
    const result = await this.#app.handleRedirectPromise();
    if (result === null) {
      return null;
    }

    this.#account = result.account;
    return personOf(result.accessToken);
  }

  async signIn() {
    await this.#app.loginRedirect({ scopes: this.#scopes });
    return null;
  }

  /** A token of the cache or, when that is about to end, of the refresh token. Never of a hidden frame, which the page does not allow. */
  async token() {
    if (this.#account === null) {
      throw new SignInEnded();
    }

    try {
      const result = await this.#app.acquireTokenSilent({
        scopes: this.#scopes,
        account: this.#account,
        cacheLookupPolicy: CacheLookupPolicy.AccessTokenAndRefreshToken,
      });
      return result.accessToken;
    } catch (cause) {
      if (cause instanceof AuthError && OUT_OF_REACH.has(cause.errorCode)) {
        throw new ConnectionLost("The sign-in service could not be reached.", { cause });
      }

      throw new SignInEnded("The sign-in has ended.", { cause });
    }
  }

  async signOut() {
    const account = this.#account;
    this.#account = null;
    await this.#app.logoutRedirect({ account });
  }
}
