/**
 * What the pages remember until the tab is closed. Where the browser stores nothing for them (a private window may not),
 * they work all the same and forget with each page.
 */

const inMemory = new Map();

/** Remembers a value that JSON can hold. */
export function keep(name, value) {
  inMemory.set(name, value);
  try {
    sessionStorage.setItem(name, JSON.stringify(value));
  } catch {
    // Full or forbidden: the memory of the page has it.
  }
}

/** What was remembered, or null. */
export function kept(name) {
  try {
    return JSON.parse(sessionStorage.getItem(name)) ?? inMemory.get(name) ?? null;
  } catch {
    return inMemory.get(name) ?? null;
  }
}

export function forget(name) {
  inMemory.delete(name);
  try {
    sessionStorage.removeItem(name);
  } catch {
    // Nothing is stored where storing is forbidden.
  }
}
