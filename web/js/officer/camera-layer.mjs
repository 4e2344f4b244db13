/**
 * The cameras on the map, all on one canvas: a cone where the owner said which way a camera faces, a dot where not, and
 * one disc with a number for those that would lie on top of one another, unless they see the incident. While the map is dragged the browser moves the canvas as
 * a whole; it is drawn again when the map comes to rest.
 */

import { colour, onColours } from "./console-map.mjs";
import { L } from "./leaflet.mjs";

/** From this zoom on each camera stands for itself. */
const SINGLE_FROM = 17;
const CELL = 56;
/** The canvas reaches this share of the map beyond each of its edges. */
const MARGIN = 0.25;
const DOT = 6;
const SHORTEST_CONE = 20;
/** How long a cone is drawn, in metres, where nobody said how far the camera sees. */
const USUAL_RANGE = 25;
const REACH = 14;
const EQUATOR = 40_075_016.686;
const TURN = 2 * Math.PI;

export class CameraLayer extends L.Layer {
  #canvas = document.createElement("canvas");
  #cameras = [];
  #drawn = [];
  #selected = null;
  #origin = L.point(0, 0);
  #pending = 0;
  #colours = null;
  #onSelect;

  /** @param {(cameraId: string) => void} onSelect when somebody chooses a camera on the map */
  constructor(onSelect) {
    super();
    this.#onSelect = onSelect;
    this.#canvas.className = "map__cameras";
    onColours(() => {
      this.#colours = null;
      this.#drawSoon();
    });
  }

  onAdd(map) {
    map.getPane("overlayPane").append(this.#canvas);
    this.#draw();
    return this;
  }

  onRemove() {
    this.#canvas.remove();
    return this;
  }

  getEvents() {
    return { moveend: this.#drawSoon, zoom: this.#drawSoon, viewreset: this.#drawSoon, resize: this.#drawSoon, mousemove: this.#point };
  }

  /** @param {object[]} features cameras as the search gives them */
  show(features) {
    this.#cameras = features.map(({ geometry: { coordinates: [longitude, latitude] }, properties }) => ({
      ...properties,
      world: L.CRS.EPSG3857.latLngToPoint(L.latLng(latitude, longitude), 0),
      metresAcross: EQUATOR * Math.cos((latitude * Math.PI) / 180),
    }));
    this.#drawSoon();
  }

  select(cameraId) {
    this.#selected = cameraId;
    this.#drawSoon();
  }

  /**
   * Chooses what is drawn at a place of the map. On a camera a further click goes to the next one below it; on a number the map goes closer.
   * @returns {boolean} whether anything is there
   */
  click(containerPoint) {
    const hits = this.#hits(containerPoint);
    const cluster = hits.find(({ cameras }) => cameras.length > 1);
    if (cluster) {
      this.#enter(cluster);
    } else if (hits.length > 0) {
      const ids = hits.map(({ cameras: [camera] }) => camera.cameraId);
      this.#onSelect(ids[(ids.indexOf(this.#selected) + 1) % ids.length]);
    }

    return hits.length > 0;
  }

  #enter({ cameras }) {
    const corners = cameras.map(({ world }) => L.CRS.EPSG3857.pointToLatLng(world, 0));
    const zoom = Math.max(this._map.getBoundsZoom(L.latLngBounds(corners)), this._map.getZoom() + 1);
    this._map.setView(L.latLngBounds(corners).getCenter(), Math.min(zoom, SINGLE_FROM + 1));
  }

  #point({ containerPoint }) {
    this._map.getContainer().classList.toggle("map--pointing", this.#hits(containerPoint).length > 0);
  }

  #hits(containerPoint) {
    const at = this._map.containerPointToLayerPoint(containerPoint).subtract(this.#origin);
    const near = this.#drawn.filter(({ x, y, reach }) => Math.hypot(x - at.x, y - at.y) <= reach);
    return near.length > 0 ? near : this.#drawn.filter((glyph) => glyph.cone && isInCone(glyph, at));
  }

  #drawSoon() {
    this.#pending ||= requestAnimationFrame(() => {
      this.#pending = 0;
      if (this._map) {
        this.#draw();
      }
    });
  }

  #draw() {
    const pen = this.#clear();
    this.#colours ??= readColours();
    const scale = 2 ** this._map.getZoom();
    const offset = this._map.getPixelOrigin().add(this.#origin);
    this.#drawn = this.#glyphs(scale, offset);
    for (const glyph of this.#drawn) {
      glyph.cone && drawCone(pen, glyph, this.#colours);
    }

    for (const glyph of this.#drawn) {
      glyph.cameras.length > 1 ? drawCluster(pen, glyph, this.#colours) : drawDot(pen, glyph, this.#colours);
    }

    const chosen = this.#drawn.find(({ isSelected }) => isSelected);
    chosen && drawChoice(pen, chosen, this.#colours);
  }

  /** Puts the canvas over the part of the map in sight, and empties it. */
  #clear() {
    const size = this._map.getSize();
    const margin = size.multiplyBy(MARGIN).round();
    const sharpness = devicePixelRatio || 1;
    const [width, height] = [size.x + 2 * margin.x, size.y + 2 * margin.y];
    this.#origin = this._map.containerPointToLayerPoint(L.point(0, 0).subtract(margin)).round();
    L.DomUtil.setPosition(this.#canvas, this.#origin);
    if (this.#canvas.width !== width * sharpness || this.#canvas.height !== height * sharpness) {
      this.#canvas.width = width * sharpness;
      this.#canvas.height = height * sharpness;
      this.#canvas.style.width = `${width}px`;
      this.#canvas.style.height = `${height}px`;
    }

    const pen = this.#canvas.getContext("2d");
    pen.setTransform(sharpness, 0, 0, sharpness, 0, 0);
    pen.clearRect(0, 0, width, height);
    return pen;
  }

  #glyphs(scale, offset) {
    const { clientWidth: width, clientHeight: height } = this.#canvas;
    const cells = new Map();
    const single = this._map.getZoom() >= SINGLE_FROM;
    this.#cameras.forEach((camera, index) => {
      const [worldX, worldY] = [camera.world.x * scale, camera.world.y * scale];
      const [x, y] = [worldX - offset.x, worldY - offset.y];
      if (x < -CELL || y < -CELL || x > width + CELL || y > height + CELL) {
        return;
      }

      const cell = single || camera.seesPoint === true ? index : `${Math.floor(worldX / CELL)} ${Math.floor(worldY / CELL)}`;
      cells.has(cell) ? cells.get(cell).push({ camera, x, y }) : cells.set(cell, [{ camera, x, y }]);
    });
    return [...cells.values()].map((members) => this.#glyph(members, scale));
  }

  #glyph(members, scale) {
    const cameras = members.map(({ camera }) => camera);
    const isSelected = cameras.some(({ cameraId }) => cameraId === this.#selected);
    const [x, y] = ["x", "y"].map((axis) => members.reduce((sum, member) => sum + member[axis], 0) / members.length);
    if (cameras.length > 1) {
      return { cameras, isSelected, x, y, reach: clusterSize(cameras.length) };
    }

    return { cameras, isSelected, sees: cameras[0].seesPoint === true, x, y, reach: REACH, cone: coneOf(cameras[0], scale) };
  }
}

/** What a camera sees, in pixels and in radians clockwise from the right, as a canvas counts; null where that is not known. */
function coneOf({ facing, fieldOfView, range, metresAcross }, scale) {
  if (facing === null || fieldOfView === null) {
    return null;
  }

  const length = ((range ?? USUAL_RANGE) / metresAcross) * 256 * scale;
  const middle = ((facing - 90) / 360) * TURN;
  const half = (fieldOfView / 720) * TURN;
  return { length: Math.max(length, SHORTEST_CONE), from: middle - half, to: middle + half, isRangeKnown: range !== null };
}

function isInCone({ x, y, cone }, at) {
  const [across, down] = [at.x - x, at.y - y];
  const turned = (((Math.atan2(down, across) - cone.from) % TURN) + TURN) % TURN;
  return Math.hypot(across, down) <= cone.length && turned <= cone.to - cone.from;
}

function tracePath(pen, { x, y, cone }) {
  pen.beginPath();
  if (cone.to - cone.from < TURN - 1e-6) {
    pen.moveTo(x, y);
  }

  pen.arc(x, y, cone.length, cone.from, cone.to);
  pen.closePath();
}

function drawCone(pen, glyph, colours) {
  const [{ footageLikely }] = glyph.cameras;
  tracePath(pen, glyph);
  pen.globalAlpha = glyph.sees ? 0.45 : 0.2;
  pen.fillStyle = glyph.sees ? colours.sees : colours.camera;
  pen.fill();
  pen.globalAlpha = 1;
  pen.lineWidth = glyph.sees ? 2.5 : 1.25;
  pen.strokeStyle = glyph.sees ? colours.sees : colours.camera;
  pen.setLineDash(glyph.cone.isRangeKnown && footageLikely !== false ? [] : [4, 4]);
  pen.stroke();
  pen.setLineDash([]);
}

function drawDot(pen, { x, y, sees, cone, cameras: [{ seesPoint, footageLikely }] }, colours) {
  pen.beginPath();
  pen.arc(x, y, cone ? DOT - 1.5 : DOT, 0, TURN);
  pen.fillStyle = footageLikely === false ? colours.halo : sees ? colours.sees : colours.camera;
  pen.fill();
  pen.lineWidth = 2;
  pen.strokeStyle = footageLikely === false ? colours.camera : colours.halo;
  pen.stroke();
  if (seesPoint === null && !cone) {
    pen.beginPath();
    pen.arc(x, y, DOT + 4, 0, TURN);
    pen.setLineDash([3, 3]);
    pen.lineWidth = 1.5;
    pen.strokeStyle = colours.camera;
    pen.stroke();
    pen.setLineDash([]);
  }

  if (sees) {
    drawStar(pen, x, y, colours);
  }
}

function drawStar(pen, x, y, { sees, halo }) {
  pen.beginPath();
  for (let corner = 0; corner < 10; corner++) {
    const radius = corner % 2 === 0 ? 10 : 4.5;
    const angle = (corner / 10) * TURN - TURN / 4;
    pen.lineTo(x + radius * Math.cos(angle), y + radius * Math.sin(angle));
  }

  pen.closePath();
  pen.fillStyle = sees;
  pen.fill();
  pen.lineWidth = 1.5;
  pen.strokeStyle = halo;
  pen.stroke();
}

const clusterSize = (count) => 15 + Math.min(12, 3 * Math.log2(count / 2));

function drawCluster(pen, { x, y, cameras, reach }, colours) {
  pen.beginPath();
  pen.arc(x, y, reach, 0, TURN);
  pen.fillStyle = colours.camera;
  pen.fill();
  pen.lineWidth = 2;
  pen.strokeStyle = colours.halo;
  pen.stroke();
  pen.fillStyle = colours.onCamera;
  pen.font = "bold 13px \"Public Sans Web\", sans-serif";
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.fillText(String(cameras.length), x, y + 0.5);
}

function drawChoice(pen, glyph, { choice, halo }) {
  if (glyph.cone) {
    tracePath(pen, glyph);
    stroke(pen, halo, 6);
    stroke(pen, choice, 3);
  }

  pen.beginPath();
  pen.arc(glyph.x, glyph.y, glyph.reach + 3, 0, TURN);
  stroke(pen, halo, 7);
  stroke(pen, choice, 4);
}

function stroke(pen, style, width) {
  pen.lineWidth = width;
  pen.strokeStyle = style;
  pen.stroke();
}

function readColours() {
  return {
    camera: colour("map-camera"),
    onCamera: colour("map-on-camera"),
    sees: colour("map-sees"),
    choice: colour("map-choice"),
    halo: colour("map-halo"),
  };
}
