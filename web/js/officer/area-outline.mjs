/** Shows on the map where a search looks, and the point that must be seen. */

import { colour, onColours, toLatLng } from "./console-map.mjs";
import { L } from "./leaflet.mjs";

const EQUATOR = 40_075_016.686;

export class AreaOutline {
  #map;
  #layers = L.layerGroup();
  #shown = { area: null, point: null };

  constructor(map) {
    this.#map = map;
    this.#layers.addTo(map);
    map.on("zoomend", () => this.#draw());
    onColours(() => this.#draw());
  }

  /**
   * @param {object | null} area as the API takes it; addresses and beats have no outline, since only the registry knows where they are
   * @param {[number, number] | null} point
   */
  show(area, point) {
    this.#shown = { area, point };
    this.#draw();
  }

  /** What the outline takes up; null where there is none. */
  get bounds() {
    const { area } = this.#shown;
    const place = area?.center ?? area?.line?.[0];
    if (area?.type === "circle") {
      return L.latLng(toLatLng(place)).toBounds(2 * area.radius);
    }

    const positions = area?.line ?? area?.coordinates?.[0];
    return positions ? L.latLngBounds(positions.map(toLatLng)) : null;
  }

  #draw() {
    this.#layers.clearLayers();
    const { area, point } = this.#shown;
    const shape = area && this.#shapeOf(area);
    shape && this.#layers.addLayer(shape);
    point && this.#layers.addLayer(cross(this.#map, point));
  }

  #shapeOf(area) {
    const style = { color: colour("map-area"), weight: 2, fillOpacity: 0.07, interactive: false };
    const shapes = {
      circle: () => L.circle(toLatLng(area.center), { ...style, radius: area.radius }),
      polygon: () => L.polygon(area.coordinates[0].map(toLatLng), style),
      corridor: () => L.polyline(area.line.map(toLatLng), { ...style, weight: this.#pixels(area), opacity: 0.3 }),
    };
    return shapes[area.type]?.();
  }

  /** The width of a route in pixels, at the zoom of the map. */
  #pixels({ line: [[, latitude]], width }) {
    const metresAcross = EQUATOR * Math.cos((latitude * Math.PI) / 180);
    return Math.max(3, (width / metresAcross) * 256 * 2 ** this.#map.getZoom());
  }
}

/** The point that must be seen: a cross in a ring, so that it differs from every camera by its shape. */
function cross(map, position) {
  const mark = document.createElement("span");
  mark.className = "map__incident";
  return L.marker(toLatLng(position), {
    icon: L.divIcon({ className: "map__mark", html: mark, iconSize: [28, 28] }),
    interactive: false,
    keyboard: false,
  });
}
