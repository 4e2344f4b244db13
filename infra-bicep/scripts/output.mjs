// Prints one output of a deployment. Azure Resource Manager changes the letter case of their names at times, as in azurE_LOCATION.
import { text } from "node:stream/consumers";

const outputs = JSON.parse(await text(process.stdin)) ?? {};
const wanted = process.argv[2].toLowerCase();
const found = Object.entries(outputs).find(([name]) => name.toLowerCase() === wanted)?.[1].value;
if (found !== undefined) {
  console.log(typeof found === "string" ? found : JSON.stringify(found));
}
