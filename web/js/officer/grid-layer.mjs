/** A plain ground for the map: lines of longitude and latitude at round steps, with their degrees. */

import { colour } from "./console-map.mjs";
import { L } from "./leaflet.mjs";

/** Steps in degrees, the widest first. */
const STEPS = [10, 5, 2, 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001, 0.0005, 0.0002, 0.0001];
const LEAST_PIXELS = 110;
const TILE = 256;

export class GridLayer extends L.GridLayer {
  /** Leaflet calls this for each tile. */
  createTile({ x, y, z }) {
    const sharpness = devicePixelRatio || 1;
    const tile = document.createElement("canvas");
    tile.width = tile.height = TILE * sharpness;
    const pen = tile.getContext("2d");
    pen.scale(sharpness, sharpness);
    pen.fillStyle = colour("map-ground");
    pen.fillRect(0, 0, TILE, TILE);
    pen.strokeStyle = colour("map-line");
    pen.fillStyle = colour("map-label");
    pen.font = "11px \"Public Sans Web\", sans-serif";
    const northWest = L.CRS.EPSG3857.pointToLatLng(L.point(x, y).multiplyBy(TILE), z);
    const southEast = L.CRS.EPSG3857.pointToLatLng(L.point(x + 1, y + 1).multiplyBy(TILE), z);
    const step = STEPS.findLast((width) => (width / 360) * TILE * 2 ** z >= LEAST_PIXELS) ?? STEPS[0];
    drawMeridians(pen, northWest.lng, southEast.lng, step);
    drawParallels(pen, { x, y, z }, northWest.lat, southEast.lat, step);
    return tile;
  }
}

function drawMeridians(pen, west, east, step) {
  for (const longitude of multiples(west, east, step)) {
    const at = ((longitude - west) / (east - west)) * TILE;
    line(pen, at, 0, at, TILE);
    pen.fillText(degrees(longitude, step, "E", "W"), at + 3, TILE - 4);
  }
}

function drawParallels(pen, { x, y, z }, north, south, step) {
  for (const latitude of multiples(south, north, step)) {
    const at = L.CRS.EPSG3857.latLngToPoint(L.latLng(latitude, 0), z).y - y * TILE;
    line(pen, 0, at, TILE, at);
    if (x % 2 === 0) {
      pen.fillText(degrees(latitude, step, "N", "S"), 4, at - 4);
    }
  }
}

function* multiples(from, to, step) {
  for (let count = Math.ceil(from / step); count * step < to; count++) {
    yield count * step;
  }
}

function line(pen, fromX, fromY, toX, toY) {
  pen.beginPath();
  pen.moveTo(Math.round(fromX) + 0.5, Math.round(fromY) + 0.5);
  pen.lineTo(Math.round(toX) + 0.5, Math.round(toY) + 0.5);
  pen.stroke();
}

function degrees(value, step, positive, negative) {
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  return `${Math.abs(value).toFixed(digits)}° ${value < 0 ? negative : positive}`;
}
