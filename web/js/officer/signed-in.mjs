/** The page to which Microsoft Entra ID sends the window of the sign-in: it hands the answer to the console and closes. */

import "/vendor/msal/msal-redirect-bridge.min.js";
import { writeTexts } from "./texts.mjs";

writeTexts();
document.getElementById("main").hidden = false;
await globalThis.msalRedirectBridge.broadcastResponseToMainFrame();
