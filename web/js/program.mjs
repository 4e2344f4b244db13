/** What a city's program is called, how to reach it, and where its API is. */

import { RegistryApi } from "./api.mjs";
import { element, said } from "./dom.mjs";

/** Reads config.json and program.json and puts the program's name and contact into the page. */
export async function openProgram() {
  const [config, program] = await Promise.all([readJson("/config.json"), readJson("/program.json")]);
  showNames(program);
  showContact(program.contact);
  return { api: new RegistryApi(config.apiBaseUrl), program };
}

async function readJson(path) {
  const response = await fetch(path);
  if (!response.ok) {
    throw new Error(`${path} answered ${response.status}.`);
  }

  return response.json();
}

function showNames(program) {
  for (const place of document.querySelectorAll("[data-program]")) {
    place.textContent = program[place.dataset.program];
  }
}

function showContact(contact) {
  for (const list of document.querySelectorAll("[data-program-contact]")) {
    list.replaceChildren(...contactItems(contact));
  }
}

/** The ways to reach the program, as items of a list. */
export function contactItems({ phone, email, url }) {
  const link = (href) => ({ class: "usa-link", href });
  return [
    phone && element("a", link(`tel:${phone.replaceAll(/[^+\d]/g, "")}`), phone),
    email && element("a", link(`mailto:${email}`), email),
    url && /^https?:\/\//.test(url) && said("a", "site.moreContact", link(url)),
  ].filter(Boolean).map((way) => element("li", {}, way));
}
