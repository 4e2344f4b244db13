/**
 * Where the local host keeps the mails instead of sending them. Nobody but a developer has one: it is looked for only on
 * this machine, and only where the pages and the API share an origin.
 */

import { said } from "./dom.mjs";

const PATH = "/local/outbox";
const THIS_MACHINE = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** A link to the outbox, or null where there is none. */
export async function outboxLink() {
  if (!THIS_MACHINE.has(location.hostname)) {
    return null;
  }

  try {
    const response = await fetch(PATH, { headers: { Accept: "text/html" } });
    return response.ok ? said("a", "mail.outbox", { class: "usa-link", href: PATH, target: "_blank", rel: "noopener" }) : null;
  } catch {
    return null;
  }
}
