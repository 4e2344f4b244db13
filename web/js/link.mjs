/**
 * The private links of mails, such as /manage/#id=7K3M9QX2TB&token=…: what stands after the # never leaves the browser, and
 * it leaves the address bar as soon as it was read, so that nobody copies or photographs it with the address.
 */

import { forget, keep, kept } from "./session.mjs";

const ACCESS = "access";

/**
 * The id and token in the address; null where there are none.
 * @returns {import("./api.mjs").Access | null}
 */
export function takeLink() {
  const fragment = new URLSearchParams(location.hash.slice(1));
  const access = { id: fragment.get("id") ?? "", token: fragment.get("token") ?? "" };
  if (!access.id && !access.token) {
    return null;
  }

  history.replaceState(history.state, "", location.pathname + location.search);
  return access.id && access.token ? access : null;
}

/** A private link, as the mails have it. */
export function manageLink({ id, token }) {
  return `${location.origin}/manage/#${new URLSearchParams({ id, token })}`;
}

/** What opens the registration that this tab works on. */
export function keptAccess() {
  return kept(ACCESS);
}

export function keepAccess(access) {
  keep(ACCESS, access);
}

export function forgetAccess() {
  forget(ACCESS);
}
