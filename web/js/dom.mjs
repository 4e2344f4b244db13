/** Makes elements. Text is only ever text: nothing here can turn a string into markup. */

import { label, say } from "./language.mjs";

const SVG = "http://www.w3.org/2000/svg";

/**
 * @param {string} tag
 * @param {Record<string, unknown>} attributes `say` and `label` are keys of a text, alone or with what stands in it, as
 * [key, values]; the others are attributes, left out where they are false or null
 * @param {...(Node | string | null | undefined | false)} children
 */
export function element(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/** The same for the elements of a picture. */
export function shape(tag, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

/** An element in the middle of which a text stands. */
export function said(tag, key, attributes = {}, named = undefined) {
  return element(tag, { ...attributes, say: [key, named] });
}

/** A list of terms and what they are; entries without a value are left out. */
export function facts(className, entries) {
  return element("dl", { class: className }, ...entries.filter(([, value]) => value).map(([key, value]) =>
    element("div", {}, said("dt", key), element("dd", {}, value))));
}

export function button(key, act, { look = "", ...attributes } = {}) {
  const made = said("button", key, { class: `usa-button ${look}`.trim(), type: "button", ...attributes });
  made.addEventListener("click", act);
  return made;
}

function fill(made, { say: text, label: name, ...attributes }, children) {
  for (const [attribute, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined && value !== false) {
      made.setAttribute(attribute, value === true ? "" : String(value));
    }
  }

  made.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  if (text) {
    say(made, ...[text].flat());
  }

  if (name) {
    label(made, ...[name].flat());
  }

  return made;
}
