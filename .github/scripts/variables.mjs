// Hands the variables of an environment that are the registry's to the steps that follow. VARIABLES is their JSON, GITHUB_ENV the file to write to.
import { appendFileSync } from "node:fs";

for (const [name, value] of Object.entries(JSON.parse(process.env.VARIABLES))) {
  if (!/^(REGISTRY_[A-Z_]+|AZURE_(ENV_NAME|LOCATION))$/.test(name)) {
    continue;
  }

  if (/[\r\n]/.test(value)) {
    throw new Error(`${name} must be one line.`);
  }

  appendFileSync(process.env.GITHUB_ENV, `${name}=${value}\n`);
}
