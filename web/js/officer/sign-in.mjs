/** Who uses the console. Access tokens are kept in memory only, so that a reload or a closed tab ends them here. */

/** Whoever was signed in has to do so again. */
export class SignInEnded extends Error {}

/** The browser did not open the window of the sign-in. */
export class WindowRefused extends Error {}

/** There is no local host behind the page, or it leaves tokens to somebody else. */
export class NoLocalTokens extends Error {}

/** The roles that the console has something to offer for. */
export const OFFICER = "Registry.Officer";
export const COORDINATOR = "Registry.Coordinator";

/**
 * @typedef {object} SignIn
 * @property {"entra" | "local"} kind
 * @property {(choice?: { name: string, roles: string[] }) => Promise<Person>} signIn
 * @property {() => Promise<string>} token a token that is valid now; throws SignInEnded
 * @property {() => Promise<void>} signOut
 *
 * @typedef {{ name: string, roles: string[] }} Person
 */

/**
 * With Microsoft Entra ID where config.json names an app, else with the tokens of the local host.
 * @returns {Promise<SignIn>}
 */
export async function openSignIn({ signIn }) {
  if (signIn?.clientId) {
    const { EntraSignIn } = await import("./entra-sign-in.mjs");
    return EntraSignIn.open(signIn);
  }

  const { LocalSignIn } = await import("./local-sign-in.mjs");
  return new LocalSignIn();
}

/**
 * Who an access token is for. Only the registry decides what the token allows; this is for what the console shows.
 * @returns {Person}
 */
export function personOf(token) {
  const payload = token.split(".")[1].replaceAll("-", "+").replaceAll("_", "/");
  const bytes = Uint8Array.from(atob(payload), (character) => character.codePointAt(0));
  const { name, preferred_username: userName, roles } = JSON.parse(new TextDecoder().decode(bytes));
  return { name: name ?? userName ?? "", roles: [roles ?? []].flat() };
}
