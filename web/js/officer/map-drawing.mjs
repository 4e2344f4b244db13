/** The drawing on the map together with what the page says about it: the pressed button, what to do next, finish and cancel. */

import { announce } from "./announcer.mjs";
import { Drawing } from "./drawing.mjs";
import { byId } from "./elements.mjs";
import { onLanguage, say } from "./texts.mjs";

const INSTRUCTIONS = { point: "drawPoint", circle: "drawCircle", polygon: "drawPolygon", route: "drawRoute" };

export class MapDrawing {
  #map;
  #drawing;
  #button = null;
  #kind = null;

  constructor(map) {
    this.#map = map;
    this.#drawing = new Drawing(map);
    byId("drawing-finish").addEventListener("click", () => this.#drawing.finish());
    byId("drawing-cancel").addEventListener("click", () => this.#drawing.cancel());
    onLanguage(() => this.#instruct());
  }

  /** Takes a click on the map, if a drawing is under way. */
  click(latlng) {
    if (this.#drawing.isActive) {
      this.#drawing.add(latlng);
      return true;
    }

    return false;
  }

  /** Starts a drawing and brings the map into view; on the same button again, gives it up. */
  toggle(button, kind, onChange) {
    const isOn = this.#button === button;
    this.stop();
    if (isOn) {
      return;
    }

    this.#button = button;
    this.#kind = kind;
    button.setAttribute("aria-pressed", "true");
    this.#instruct();
    byId("map-drawing").hidden = false;
    byId("drawing-finish").hidden = kind === "point" || kind === "circle";
    this.#drawing.start(kind, onChange, (isComplete) => this.#ended(isComplete));
    this.#map.getContainer().focus({ preventScroll: true });
    this.#map.getContainer().scrollIntoView({ block: "nearest" });
    announce(`${say(INSTRUCTIONS[kind])} ${say("drawKeys")}`);
  }

  stop() {
    this.#drawing.cancel();
  }

  #instruct() {
    byId("map-drawing-text").textContent = this.#kind ? `${say(INSTRUCTIONS[this.#kind])} ${say("drawKeys")}` : "";
  }

  #ended(isComplete) {
    this.#button.setAttribute("aria-pressed", "false");
    if (byId("map-drawing").contains(document.activeElement) || document.activeElement === this.#map.getContainer()) {
      this.#button.focus({ preventScroll: true });
    }

    byId("map-drawing").hidden = true;
    this.#button = null;
    this.#kind = null;
    announce(say(isComplete ? "drawn" : "drawingStopped"));
  }
}
