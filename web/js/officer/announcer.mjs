/** Has a screen reader say what has just changed. */

import { byId } from "./elements.mjs";

const PAUSE = 50;

export function announce(text) {
  const place = byId("announcement");
  // A text that is said again is a change only when the place was empty in between.
  place.textContent = "";
  setTimeout(() => {
    place.textContent = text;
  }, PAUSE);
}
