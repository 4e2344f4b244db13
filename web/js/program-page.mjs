/** A page that shows nothing but the program's name and contact. */

import { openProgram } from "./program.mjs";

await openProgram();
