/**
 * Signs in with Microsoft Entra ID: authorization code with PKCE, done by MSAL in a window of its own. MSAL keeps tokens in memory
 * only as long as the page does not go away, which a redirect of the whole page would make it do.
 */

import "/vendor/msal/msal-browser.min.js";
import { ConnectionLost } from "../api.mjs";
import { personOf, SignInEnded, WindowRefused } from "./sign-in.mjs";

const { PublicClientApplication, AuthError, CacheLookupPolicy } = globalThis.msal;
/** The codes with which MSAL says that the sign-in service could not be reached. */
const OUT_OF_REACH = new Set(["network_error", "no_network_connectivity", "get_request_failed", "post_request_failed", "request_cannot_be_made"]);
const NO_WINDOW = new Set(["popup_window_error", "empty_window_error"]);
/** A second factor takes a person some time. */
const PATIENCE = 10 * 60_000;

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
    const back = new URL("/officer/signed-in/", location.origin).href;
    const app = new PublicClientApplication({
      auth: {
        clientId,
        authority: `https://login.microsoftonline.com/${encodeURIComponent(tenant)}`,
        redirectUri: back,
        postLogoutRedirectUri: back,
      },
      cache: { cacheLocation: "memoryStorage" },
      system: { popupBridgeTimeout: PATIENCE },
    });
    await app.initialize();
    return new EntraSignIn(app, scope);
  }

  /** Opens the window. Another call gives up a window that is still open, so that whoever closed it can begin again. */
  async signIn() {
    try {
      const result = await this.#app.loginPopup({ scopes: this.#scopes, overrideInteractionInProgress: true });
      this.#account = result.account;
      return personOf(result.accessToken);
    } catch (cause) {
      throw meaningOf(cause);
    }
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
      throw meaningOf(cause);
    }
  }

  /** Forgets the tokens and ends the session at Microsoft too, in a window. */
  async signOut() {
    const account = this.#account;
    this.#account = null;
    await this.#app.clearCache({ account });
    await this.#app.logoutPopup({ account, overrideInteractionInProgress: true });
  }
}

function meaningOf(cause) {
  const code = cause instanceof AuthError ? cause.errorCode : "";
  return OUT_OF_REACH.has(code) ? new ConnectionLost("The sign-in service could not be reached.", { cause })
    : NO_WINDOW.has(code) ? new WindowRefused("The browser opened no window.", { cause })
      : new SignInEnded("The sign-in did not succeed or has ended.", { cause });
}
