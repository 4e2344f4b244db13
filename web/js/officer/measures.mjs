/** Lengths as people in the United States say them, directions, and positions as they are typed. The API speaks metres. */

import { languageTag, say } from "./texts.mjs";

const METRES_IN_A_FOOT = 0.3048;
const FEET_IN_A_MILE = 5280;
const POINTS = ["north", "northEast", "east", "southEast", "south", "southWest", "west", "northWest"];

export const feetOf = (metres) => metres / METRES_IN_A_FOOT;

export const metresOf = (feet) => feet * METRES_IN_A_FOOT;

/** A distance to read: in feet up to a fifth of a mile, in miles beyond. */
export function distanceText(metres) {
  const feet = feetOf(metres);
  return feet < FEET_IN_A_MILE / 5
    ? say("feet", { count: number(feet, 0) })
    : say("miles", { count: number(feet / FEET_IN_A_MILE, 1) });
}

/** The way a camera faces: "east (90°)". */
export function directionText(degrees) {
  return `${say(POINTS[Math.round(degrees / 45) % 8])} (${number(degrees, 0)}°)`;
}

export function number(value, digits = 0) {
  return value.toLocaleString(languageTag(), { maximumFractionDigits: digits });
}

/** A position as people write it, latitude first, to about a decimetre. */
export function positionText([longitude, latitude]) {
  return `${latitude.toFixed(6)}, ${longitude.toFixed(6)}`;
}

/**
 * @param {string} text a latitude and a longitude, such as 41.9484, -87.6553
 * @returns {[number, number] | null} longitude and latitude, as in GeoJSON; null where it is not a position
 */
export function readPosition(text) {
  const parts = text.trim().split(/[\s,;]+/);
  const [latitude, longitude] = parts.map(readNumber);
  const isPosition = parts.length === 2 && Math.abs(latitude) <= 85 && Math.abs(longitude) <= 180;
  return isPosition ? [longitude, latitude] : null;
}

/** Positions, one on each line; null where a line is not one. */
export function readPositions(text) {
  const positions = text.split("\n").filter((line) => line.trim()).map(readPosition);
  return positions.includes(null) ? null : positions;
}

/** A length in feet as people write it, such as 1,200; null for anything else. */
export function readFeet(text) {
  const plain = text.replaceAll(/\s|,(?=\d{3}\b)/g, "");
  return /^\d+(\.\d+)?$/.test(plain) ? Number(plain) : null;
}

function readNumber(text) {
  return /^[+-]?\d{1,3}(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
}
