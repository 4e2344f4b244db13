/** A page that shows nothing but the program's name and contact. */

import { openPage } from "./opening.mjs";

await openPage();
