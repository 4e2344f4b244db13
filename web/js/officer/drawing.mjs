/**
 * Draws on the map: a point, a circle, a polygon or a route. With a pointer each click sets a position, and a double click or a click on
 * the first corner ends. With the keyboard the arrow keys move the map below the cross in its middle, Enter sets a position there,
 * Backspace takes the last one back and Escape stops.
 */

import { colour, toLatLng, toPosition } from "./console-map.mjs";
import { L } from "./leaflet.mjs";

/** How many positions each kind needs, and how many it can have. */
const POSITIONS = { point: [1, 1], circle: [2, 2], polygon: [3, 1000], route: [2, 1000] };
const CLOSE = 12;

export class Drawing {
  #map;
  #sketch = L.layerGroup();
  #task = null;

  constructor(map) {
    this.#map = map;
    this.#sketch.addTo(map);
    map.on("mousemove", ({ latlng }) => this.#task && this.#show(latlng));
    map.on("dblclick", () => this.#task && this.finish());
    map.getContainer().addEventListener("keydown", (event) => this.#task && this.#press(event), { capture: true });
  }

  get isActive() {
    return this.#task !== null;
  }

  /**
   * @param {keyof POSITIONS} kind
   * @param {(positions: [number, number][]) => void} onChange after each position, with all of them so far
   * @param {(isComplete: boolean) => void} onEnd when it is finished or given up
   */
  start(kind, onChange, onEnd) {
    this.cancel();
    this.#task = { kind, onChange, onEnd, positions: [] };
    this.#map.doubleClickZoom.disable();
    this.#map.getContainer().classList.add("map--drawing");
  }

  /** Ends, if there are enough positions. */
  finish() {
    if (this.#task && this.#task.positions.length >= POSITIONS[this.#task.kind][0]) {
      this.#end(true);
    }
  }

  cancel() {
    if (this.#task) {
      this.#end(false);
    }
  }

  /** Sets a position; for the map's clicks while a drawing is under way. */
  add(latlng) {
    const { kind, positions, onChange } = this.#task;
    if (kind === "polygon" && positions.length >= POSITIONS.polygon[0] && this.#isOn(latlng, positions[0])) {
      this.finish();
      return;
    }

    const isRepeat = positions.length > 0 && this.#isOn(latlng, positions.at(-1), 3);
    if (isRepeat) {
      return;
    }

    positions.push(toPosition(latlng));
    onChange([...positions]);
    this.#show(latlng);
    if (positions.length === POSITIONS[kind][1]) {
      this.finish();
    }
  }

  #press(event) {
    const acts = { Enter: () => this.add(this.#map.getCenter()), Backspace: () => this.#takeBack(), Escape: () => this.cancel() };
    if (event.target === this.#map.getContainer() && event.key in acts) {
      event.preventDefault();
      event.stopPropagation();
      acts[event.key]();
    }
  }

  #takeBack() {
    this.#task.positions.pop();
    this.#task.onChange([...this.#task.positions]);
    this.#show(this.#map.getCenter());
  }

  #end(isComplete) {
    const { onEnd } = this.#task;
    this.#task = null;
    this.#sketch.clearLayers();
    this.#map.getContainer().classList.remove("map--drawing");
    // The second click of a double click must not zoom.
    setTimeout(() => this.#map.doubleClickZoom.enable(), 300);
    onEnd(isComplete);
  }

  /** What is drawn so far, and where a next position would take it. */
  #show(next) {
    this.#sketch.clearLayers();
    const { kind, positions } = this.#task ?? { positions: [] };
    if (positions.length === 0) {
      return;
    }

    const style = { color: colour("map-choice"), weight: 3, dashArray: "6 6", fill: kind !== "route", fillOpacity: 0.1, interactive: false };
    const corners = [...positions.map(toLatLng), next];
    const first = L.latLng(corners[0]);
    const shape = kind === "circle" ? L.circle(first, { ...style, radius: first.distanceTo(next) })
      : kind === "polygon" ? L.polygon(corners, style)
        : L.polyline(corners, style);
    this.#sketch.addLayer(shape);
    this.#sketch.addLayer(L.circleMarker(first, { ...style, dashArray: null, radius: 6 }));
  }

  #isOn(latlng, position, distance = CLOSE) {
    const [one, other] = [latlng, toLatLng(position)].map((place) => this.#map.latLngToContainerPoint(place));
    return one.distanceTo(other) <= distance;
  }
}
