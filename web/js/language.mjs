/**
 * The language of the page. Its texts stand in /i18n, one file for each language, by key. What is said on an element is
 * remembered with it, so that the whole page follows when the reader chooses another language: nothing typed is lost.
 */

const ATTRIBUTES = { text: "textContent", label: "ariaLabel", picture: "alt" };
const values = new WeakMap();
const listeners = new Set();
let texts = {};

/** The tag of the language: first-language.js has chosen it. */
export function language() {
  return document.documentElement.lang;
}

/** Loads the texts, says the page in them and lets the reader choose another language. */
export async function openLanguage() {
  await speak(language());
  for (const link of document.querySelectorAll(".languages__link")) {
    link.addEventListener("click", (event) => {
      if (!event.ctrlKey && !event.metaKey && !event.shiftKey) {
        event.preventDefault();
        choose(link.lang);
      }
    });
  }
}

/** Calls back each time the reader has chosen another language. */
export function onLanguage(follow) {
  listeners.add(follow);
}

/** Whether there is a text for a key. */
export function hasText(key) {
  return key in texts;
}

/**
 * The text of a key in the language of the page.
 * @param {Record<string, unknown>} named what stands for {name} in the text; a function is asked each time
 */
export function text(key, named = {}) {
  return (texts[key] ?? "").replaceAll(/\{(\w+)\}/g, (_, name) => {
    const value = named[name];
    return String(typeof value === "function" ? value() : value ?? "");
  });
}

/** Says a text on an element, in whatever language the reader chooses; no key takes it off. */
export function say(element, key, named) {
  return remember(element, "text", key, named);
}

/** Gives an element an accessible name of the texts. */
export function label(element, key, named) {
  return remember(element, "label", key, named);
}

/** Says what a picture shows. */
export function describe(image, key, named) {
  return remember(image, "picture", key, named);
}

/** Shows a text that has no translation, such as an answer of the registry: it is English. */
export function quote(element, english) {
  say(element, null);
  element.textContent = english;
  element.lang = "en";
  return element;
}

function remember(element, kind, key, named) {
  values.set(element, { ...values.get(element), [kind]: named });
  element.removeAttribute("lang");
  if (key) {
    element.dataset[kind] = key;
    write(element, kind, text(key, named));
  } else {
    delete element.dataset[kind];
    write(element, kind, "");
  }

  return element;
}

/** Screen readers read a status aloud each time it is written, so it is written only when there is something new. */
function write(element, kind, words) {
  const property = ATTRIBUTES[kind];
  if (element[property] !== words) {
    element[property] = words;
  }
}

async function choose(tag) {
  try {
    await speak(tag);
  } catch {
    // The texts could not be loaded: the page stays as it is, and the link goes on as links do.
    location.search = `?lang=${tag}`;
    return;
  }

  try {
    sessionStorage.setItem("language", tag);
  } catch {
    // Without a store the choice lasts as long as the page.
  }

  forgetInAddress();
  listeners.forEach((follow) => follow(tag));
}

async function speak(tag) {
  const response = await fetch(`/i18n/${tag}.json`);
  if (!response.ok) {
    throw new Error(`The texts for ${tag} answered ${response.status}.`);
  }

  texts = await response.json();
  document.documentElement.lang = tag;
  translate();
  document.documentElement.classList.remove("is-translating");
}

function translate() {
  for (const kind of Object.keys(ATTRIBUTES)) {
    for (const element of document.querySelectorAll(`[data-${kind}]`)) {
      write(element, kind, text(element.dataset[kind], values.get(element)?.[kind]));
    }
  }

  for (const link of document.querySelectorAll(".languages__link")) {
    link.ariaCurrent = link.lang === language() ? "true" : null;
  }
}

/** A language in the address would win over the choice when the page is loaded again. */
function forgetInAddress() {
  const address = new URL(location.href);
  if (address.searchParams.has("lang")) {
    address.searchParams.delete("lang");
    history.replaceState(history.state, "", address);
  }
}
