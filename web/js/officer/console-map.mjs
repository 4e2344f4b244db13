/**
 * The map: tiles where config.json names some, else a grid of our own that asks nobody for anything. Zooming has buttons of the
 * page, and the credit for the tiles is text: Leaflet's own controls write HTML.
 */

import { button, byId, element } from "./elements.mjs";
import { GridLayer } from "./grid-layer.mjs";
import { L } from "./leaflet.mjs";
import { onLanguage, say } from "./texts.mjs";

const CLOSEST = 20;

/**
 * @param {HTMLElement} container
 * @param {{ center: [number, number], zoom: number, tiles?: string, attribution?: string, maxZoom?: number }} settings of config.json
 */
export function openMap(container, { center, zoom, tiles, attribution = "", maxZoom = 19 }) {
  const map = L.map(container, {
    attributionControl: false,
    zoomControl: false,
    zoomAnimation: false,
    fadeAnimation: false,
    inertia: !matchMedia("(prefers-reduced-motion: reduce)").matches,
    boxZoom: false,
    maxZoom: CLOSEST,
    minZoom: 3,
    renderer: L.canvas({ padding: 0.25 }),
  });
  map.setView(toLatLng(center), zoom);
  addGround(map, tiles, maxZoom);
  addZoomButtons(map);
  byId("map-credit").textContent = tiles ? attribution : "";
  new ResizeObserver(() => map.invalidateSize({ animate: false })).observe(container);
  return map;
}

/** Leaflet's order of a GeoJSON position. */
export const toLatLng = ([longitude, latitude]) => [latitude, longitude];

/** The GeoJSON position of a place on the map, to about a centimetre. */
export function toPosition({ lat, lng }) {
  const { lng: longitude } = L.latLng(lat, lng).wrap();
  return [round(longitude), round(lat)];
}

/** Colours of the page's style sheet, which differ by light, dark and forced colours. */
export function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

/** Calls back whenever the colours change. */
export function onColours(listener) {
  for (const query of ["(prefers-color-scheme: dark)", "(forced-colors: active)"]) {
    matchMedia(query).addEventListener("change", listener);
  }
}

function addGround(map, tiles, maxZoom) {
  const ground = tiles
    ? L.tileLayer(tiles, { maxNativeZoom: maxZoom, maxZoom: CLOSEST, referrerPolicy: "strict-origin" })
    : new GridLayer();
  ground.addTo(map);
  if (!tiles) {
    onColours(() => ground.redraw());
  }
}

function addZoomButtons(map) {
  const zoomIn = button("map__zoom", "+", () => map.zoomIn());
  const zoomOut = button("map__zoom", "−", () => map.zoomOut());
  const name = () => {
    zoomIn.setAttribute("aria-label", say("zoomIn"));
    zoomOut.setAttribute("aria-label", say("zoomOut"));
  };
  name();
  onLanguage(name);
  byId("map-zoom").append(element("div.map__zooms", {}, zoomIn, zoomOut));
}

function round(degrees) {
  return Number(degrees.toFixed(7));
}
