/**
 * The API's validation errors in the words of the page. The API speaks English, and a message follows a field's name, such
 * as "must have at most 80 characters": the usual ones become texts of the page, any other is quoted.
 */

import { hasText, text } from "./language.mjs";

/**
 * @param {Record<string, string[]>} errors what the API answered, by JSON path
 * @param {(path: string) => string | undefined} nameOf what the page calls the field of a path
 * @returns {Map<string, import("./rules.mjs").Problem>}
 */
export function problemsOf(errors, nameOf) {
  return new Map(Object.entries(errors).map(([path, messages]) => [path, problemOf(path, messages, nameOf)]));
}

function problemOf(path, messages, nameOf) {
  return (messages.length === 1 && known(path, messages[0]))
    || { quoted: { name: () => nameOf(path) ?? text("problem.elsewhere"), message: messages.join("; ") } };
}

function known(path, message) {
  const field = path.replace(/^cameras\[\d+\]/, "camera").replace(/\[\d+\]$/, "");
  const [, most] = /^must have at most (\d+) characters$/.exec(message) ?? [];
  if (most) {
    return { key: "problem.tooLong", values: { most } };
  }

  const [, character] = /^must not have the control character (U\+[0-9A-F]+)$/.exec(message) ?? [];
  if (character) {
    return { key: "problem.character", values: { character } };
  }

  const kind = /^(is required|must not be blank)/.test(message) ? "missing" : "wrong";
  return [kind, "wrong", "missing"].map((name) => `${name}.${field}`).filter(hasText).map((key) => ({ key }))[0];
}
