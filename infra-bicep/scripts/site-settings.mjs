// Writes into the pages of a folder where their API is, who signs people in, which tiles the map has and what the program is called.
//
//   node site-settings.mjs FOLDER
//
// REGISTRY_API_URL, REGISTRY_TENANT_ID, REGISTRY_API_CLIENT_ID and REGISTRY_PROGRAM (JSON) come from the deployment; REGISTRY_MAP_TILES and
// REGISTRY_MAP_ATTRIBUTION from whoever runs the registry: without tiles the console draws a grid of its own and asks nobody.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const [folder] = process.argv.slice(2);
const { REGISTRY_API_URL, REGISTRY_TENANT_ID, REGISTRY_API_CLIENT_ID, REGISTRY_PROGRAM, REGISTRY_MAP_TILES, REGISTRY_MAP_ATTRIBUTION } = process.env;

change("config.json", config => ({
  ...config,
  apiBaseUrl: `${REGISTRY_API_URL}/api`,
  map: { ...config.map, ...(REGISTRY_MAP_TILES ? { tiles: REGISTRY_MAP_TILES, attribution: REGISTRY_MAP_ATTRIBUTION ?? "" } : {}) },
  signIn: { tenant: REGISTRY_TENANT_ID, clientId: REGISTRY_API_CLIENT_ID, scope: `api://${REGISTRY_API_CLIENT_ID}/Registry.Use` },
}));

change("program.json", program => ({ ...program, ...JSON.parse(REGISTRY_PROGRAM) }));

change("staticwebapp.config.json", site => {
  const name = "content-security-policy";
  const policy = new Map(site.globalHeaders[name].split("; ").map(directive => directive.split(/ (.*)/s)));
  allow(policy, "connect-src", new URL(REGISTRY_API_URL).origin, "https://login.microsoftonline.com");
  if (REGISTRY_MAP_TILES) {
    allow(policy, "img-src", originOfTiles(REGISTRY_MAP_TILES));
  }

  const text = [...policy].map(([directive, sources]) => `${directive} ${sources}`).join("; ");
  return { ...site, globalHeaders: { ...site.globalHeaders, [name]: text } };
});

function allow(policy, directive, ...origins) {
  policy.set(directive, [policy.get(directive), ...origins].join(" "));
}

/** {s} stands for one of several hosts. */
function originOfTiles(tiles) {
  const origin = /^https:\/\/[^/]+/.exec(tiles)?.[0];
  if (!origin) {
    throw new Error("REGISTRY_MAP_TILES must be an address such as https://tiles.example.org/{z}/{x}/{y}.png.");
  }

  return origin.replace("{s}", "*");
}

function change(name, edit) {
  const file = join(folder, name);
  writeFileSync(file, `${JSON.stringify(edit(JSON.parse(readFileSync(file, "utf8"))), null, 2)}\n`);
}
