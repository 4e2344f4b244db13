/** What the console says, in the language of the person before it. */

import english from "./texts-en.mjs";
import polish from "./texts-pl.mjs";
import spanish from "./texts-es.mjs";

/** Every language of the console by its BCP 47 tag. */
const LANGUAGES = { en: english, es: spanish, pl: polish };
/** Where the owners' pages keep the language that somebody chose, too. */
const KEPT = "language";
const listeners = [];
let tag = preferred();

/** The language in use, for formats of times and numbers too. */
export const languageTag = () => (tag === "en" ? "en-US" : tag);

/**
 * @param {string} key names the text
 * @param {Record<string, string | number>} values what stands for {name} in it; `count` chooses its plural
 */
export function say(key, values = {}) {
  const text = LANGUAGES[tag][key];
  if (text === undefined) {
    throw new Error(`There is no text '${key}' in '${tag}'.`);
  }

  const form = typeof text === "string" ? text : text[new Intl.PluralRules(languageTag()).select(Number(values.count))] ?? text.other;
  return form.replaceAll(/\{(\w+)\}/g, (_, name) => {
    const value = values[name];
    return typeof value === "number" ? value.toLocaleString(languageTag()) : String(value);
  });
}

/** Writes the texts of a part of the page: those that data-text, data-label and data-placeholder name. */
export function writeTexts(root = document) {
  document.documentElement.lang = tag;
  for (const place of root.querySelectorAll("[data-text]")) {
    place.textContent = say(place.dataset.text);
  }

  for (const place of root.querySelectorAll("[data-label]")) {
    place.setAttribute("aria-label", say(place.dataset.label));
  }
}

/** Changes the language and has everything that is on the page written again. */
export function speak(language) {
  tag = language;
  try {
    sessionStorage.setItem(KEPT, language);
  } catch {
    // Kept for this visit only.
  }

  writeTexts();
  for (const listener of listeners) {
    listener();
  }
}

/** Calls back whenever the language has changed. */
export function onLanguage(listener) {
  listeners.push(listener);
}

export const language = () => tag;

function preferred() {
  const wishes = [kept(), ...navigator.languages].filter(Boolean).map((wish) => wish.split("-")[0].toLowerCase());
  return wishes.find((wish) => wish in LANGUAGES) ?? "en";
}

function kept() {
  try {
    return sessionStorage.getItem(KEPT);
  } catch {
    return null;
  }
}
