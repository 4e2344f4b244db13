/** What every page does first. */

import { openLanguage } from "./language.mjs";
import { openProgram } from "./program.mjs";

/**
 * Loads the texts and the program.
 * @returns {Promise<{api: import("./api.mjs").RegistryApi, program: object} | null>} null once the page has said that it
 * did not load completely
 */
export async function openPage() {
  try {
    const [opened] = await Promise.all([openProgram(), openLanguage()]);
    return opened;
  } catch {
    document.documentElement.classList.remove("is-translating");
    document.getElementById("load-failure").hidden = false;
    return null;
  }
}
