/*
 * Chooses the language of the page before anything of it is painted: the one that the address asks for, the one chosen
 * earlier in this session, or the first of the browser's that the pages speak. A classic script, because a module would
 * run after the first paint, and the page would change its language before the reader's eyes.
 */
(() => {
  const spoken = ["en", "es", "pl"];
  const root = document.documentElement;
  const primary = (tag) => tag?.toLowerCase().split("-")[0];
  const asked = primary(new URLSearchParams(location.search).get("lang"));

  let chosen = null;
  try {
    if (spoken.includes(asked)) {
      sessionStorage.setItem("language", asked);
    }

    chosen = sessionStorage.getItem("language");
  } catch {
    // Nothing is remembered where storing is forbidden.
  }

  root.lang = [asked, chosen, ...navigator.languages.map(primary)].find((tag) => spoken.includes(tag)) ?? "en";
  root.classList.toggle("is-translating", root.lang !== "en");
})();
