/**
 * Copies Leaflet without the one line with which it would break the pages' content security policy as soon as it is
 * loaded: to find out whether the browser knows SVG it writes a piece of HTML. Usage: vendor-leaflet.mjs SOURCE TARGET
 */

import { readFile, writeFile } from "node:fs/promises";

const WRITES_HTML = '.innerHTML="<svg/>"';
const MAKES_ELEMENT = '.append(document.createElementNS("http://www.w3.org/2000/svg","svg"))';

const [source, target] = process.argv.slice(2);
const script = await readFile(source, "utf8");
if (script.split(WRITES_HTML).length !== 2) {
  throw new Error(`${source} does not have ${WRITES_HTML} exactly once: it is not the version of Leaflet that this was written for.`);
}

await writeFile(target, script.replace(WRITES_HTML, () => MAKES_ELEMENT).replace(/\n\/\/# sourceMappingURL=.*/, "\n"));
