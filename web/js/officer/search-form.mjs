/**
 * What to search for. Each area can be typed as well as drawn: what is drawn stands in the fields at once, and what is typed on the map.
 */

import { byId } from "./elements.mjs";
import { clearMarks, mark } from "./marks.mjs";
import { feetOf, metresOf, positionText, readFeet, readPosition, readPositions } from "./measures.mjs";
import { L } from "./leaflet.mjs";
import { toLatLng } from "./console-map.mjs";
import { onLanguage, say } from "./texts.mjs";
import { timeZoneText } from "./times.mjs";

const KINDS = { circle: "circle", polygon: "polygon", corridor: "route" };

export class SearchForm {
  #form = byId("search-form");
  #drawing;
  #outline;

  /**
   * @param {import("./map-drawing.mjs").MapDrawing} drawing
   * @param {import("./area-outline.mjs").AreaOutline} outline
   */
  constructor(drawing, outline) {
    this.#drawing = drawing;
    this.#outline = outline;
    this.#form.addEventListener("input", () => this.#sketch());
    byId("area-type").addEventListener("change", () => this.#showKind());
    byId("draw-area").addEventListener("click", () => this.#drawArea());
    byId("draw-point").addEventListener("click", () => this.#drawPoint());
    byId("use-center").addEventListener("click", () => this.#useCenter());
    onLanguage(() => this.#nameTimeZone());
    this.#nameTimeZone();
    this.#showKind();
  }

  /** @param {(query: object) => void} onSearch with what the API takes, without the case */
  onSearch(onSearch) {
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#drawing.stop();
      const query = this.#read();
      if (query) {
        onSearch(query);
      }
    });
  }

  /**
   * Shows at their fields what the registry found wrong.
   * @param {Record<string, string[]>} errors by JSON path
   * @returns {string[]} those that no field stands for
   */
  showErrors(errors) {
    const fields = [...this.#form.querySelectorAll("[data-field]")];
    const homeless = [];
    for (const [path, messages] of Object.entries(errors)) {
      const field = fields.find(({ dataset }) => isVisible(dataset.field) && path.startsWith(dataset.field));
      field ? mark(field, messages.join(" ")) : homeless.push(...messages);
    }

    return homeless;
  }

  clearErrors() {
    clearMarks(this.#form);
  }

  /** What is typed, as the API takes it; null, and marks at the fields, where it is not complete. */
  #read() {
    this.clearErrors();
    const problems = [];
    const query = {
      area: this.#readArea((path, key) => problems.push([path, key])),
      incidentAt: readTime(byId("incident-at").value),
      seesPoint: this.#readPoint("sees-point", "seesPoint", (path, key) => problems.push([path, key]), true),
      ownerKind: byId("owner-kind").value || null,
      text: byId("text").value.trim() || null,
    };
    const marked = problems.map(([path, key]) => mark(this.#field(path), say(key)));
    marked[0]?.focus();
    return problems.length > 0 ? null : query;
  }

  #readArea(refuse) {
    const type = byId("area-type").value;
    const readers = {
      circle: () => ({ center: this.#readPoint("area-center", "area.center", refuse), radius: this.#readLength("area-radius", "area.radius", refuse) }),
      address: () => ({ address: this.#readText("area-address", "area.address", "addressMissing", refuse), radius: this.#readLength("area-radius", "area.radius", refuse) }),
      polygon: () => ({ coordinates: [closed(this.#readLine("area-corners", "area.coordinates", 3, "cornersMissing", refuse))] }),
      corridor: () => ({ line: this.#readLine("area-line", "area.line", 2, "routeMissing", refuse), width: this.#readLength("area-width", "area.width", refuse) }),
      beat: () => ({ beat: this.#readText("area-beat", "area.beat", "beatMissing", refuse) }),
    };
    return { type, ...readers[type]() };
  }

  #readPoint(id, path, refuse, isOptional = false) {
    const text = byId(id).value.trim();
    const position = readPosition(text);
    if (position === null && !(isOptional && text === "")) {
      refuse(path, "positionWrong");
    }

    return position;
  }

  #readLine(id, path, least, key, refuse) {
    const positions = readPositions(byId(id).value);
    if (positions === null || positions.length < least) {
      refuse(path, key);
    }

    return positions ?? [];
  }

  #readLength(id, path, refuse) {
    const feet = readFeet(byId(id).value);
    if (feet === null || feet === 0) {
      refuse(path, "lengthWrong");
    }

    return Math.round(metresOf(feet ?? 0) * 100) / 100;
  }

  #readText(id, path, key, refuse) {
    const text = byId(id).value.trim();
    if (text === "") {
      refuse(path, key);
    }

    return text;
  }

  #field(path) {
    return this.#form.querySelector(`[data-field="${path}"]`);
  }

  /** Shows the area on the map as far as it is typed. */
  #sketch() {
    const problems = [];
    const area = this.#readArea((path) => problems.push(path));
    this.#outline.show(problems.length > 0 ? null : area, readPosition(byId("sees-point").value));
  }

  #showKind() {
    this.#drawing.stop();
    const kind = byId("area-type").value;
    for (const part of this.#form.querySelectorAll("[data-area]")) {
      part.hidden = !part.dataset.area.split(" ").includes(kind);
    }

    byId("use-center").hidden = kind !== "circle";
    this.clearErrors();
    this.#sketch();
  }

  #drawArea() {
    const kind = KINDS[byId("area-type").value];
    const write = {
      circle: ([center, edge]) => {
        byId("area-center").value = center ? positionText(center) : "";
        if (edge) {
          byId("area-radius").value = String(Math.round(feetOf(L.latLng(toLatLng(center)).distanceTo(toLatLng(edge)))));
        }
      },
      polygon: (corners) => {
        byId("area-corners").value = corners.map(positionText).join("\n");
      },
      route: (stops) => {
        byId("area-line").value = stops.map(positionText).join("\n");
      },
    };
    this.#drawing.toggle(byId("draw-area"), kind, (positions) => {
      write[kind](positions);
      this.#sketch();
    });
  }

  #drawPoint() {
    this.#drawing.toggle(byId("draw-point"), "point", ([point]) => {
      byId("sees-point").value = point ? positionText(point) : "";
      this.#sketch();
    });
  }

  #useCenter() {
    byId("sees-point").value = byId("area-center").value;
    this.#sketch();
  }

  #nameTimeZone() {
    byId("incident-at-hint").textContent = say("incidentAtHint", { zone: timeZoneText() });
  }
}

function closed(ring) {
  return ring.length > 0 ? [...ring, ring[0]] : ring;
}

function readTime(text) {
  return text ? new Date(text).toISOString() : null;
}

/** Whether the field of a path is part of the area that is chosen. */
function isVisible(path) {
  return !document.querySelector(`[data-field="${path}"]`).closest("[hidden]");
}
