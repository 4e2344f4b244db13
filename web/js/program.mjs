/** What a city's program is called, how to reach it, and where its API is. */

import { RegistryApi } from "./api.mjs";

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
    list.replaceChildren(...contactLinks(contact).map(({ text, href }) => {
      const link = document.createElement("a");
      link.className = "usa-link";
      link.href = href;
      link.textContent = text;
      const item = document.createElement("li");
      item.append(link);
      return item;
    }));
  }
}

function contactLinks({ phone, email, url }) {
  return [
    phone && { text: phone, href: `tel:${phone.replaceAll(/[^+\d]/g, "")}` },
    email && { text: email, href: `mailto:${email}` },
    url && /^https?:\/\//.test(url) && { text: "More ways to reach us", href: url },
  ].filter(Boolean);
}
