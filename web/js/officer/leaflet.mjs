/** Leaflet as a module: its file leaves its one name on the window. */

import "/vendor/leaflet/leaflet.js";

export const L = globalThis.L.noConflict();
