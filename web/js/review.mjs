/** What stands in a registration, for its owner to read: before it is sent, and when it is opened again. */

import { nameOfPoint } from "./compass.mjs";
import { element, said } from "./dom.mjs";
import { numberOf } from "./rules.mjs";

/**
 * The parts of a registration by name.
 * @param {object} answers in the shape of the form
 * @param {Array<{tag: string, name: string}>} languages what the languages of the program are called
 */
export function overview({ owner, address, cameras }, languages) {
  return {
    owner: list(
      ["owner.kind.label", said("span", `owner.kind.${owner.kind || "residence"}`)],
      owner.kind === "business" && ["owner.organization.label", owner.organization],
      ["owner.name.label", owner.name],
      ["owner.email.label", owner.email],
      ["owner.phone.label", owner.phone || said("span", "overview.none")],
      ["owner.language.label", languages.find(({ tag }) => tag === owner.language)?.name ?? owner.language]),
    address: list(["overview.address", postalLines(address)]),
    cameras: element("ol", { class: "overview__cameras" }, ...cameras.map(cameraItem)),
  };
}

function cameraItem(camera) {
  const seen = camera.covers.flatMap((place, index) => [index > 0 && ", ", said("span", `camera.covers.${place}`)]);
  return element("li", { class: "overview__camera" },
    element("p", { class: "overview__camera-name" }, camera.label),
    list(
      ["camera.covers.label", camera.covers.length > 0 ? element("span", {}, ...seen) : said("span", "overview.none")],
      ["camera.retentionDays.short", camera.retentionDays],
      ["camera.facing.label", angle(camera.facing, "compass.facingValue")],
      ["camera.fieldOfView.label", angle(camera.fieldOfView, "compass.widthValue")],
      ["camera.range.short", camera.rangeFeet || said("span", "compass.unknown")],
      ["camera.abilities.short", abilities(camera)]));
}

function angle(text, key) {
  const degrees = text === "" ? Number.NaN : numberOf(text);
  return Number.isNaN(degrees)
    ? said("span", "compass.unknown")
    : said("span", key, {}, { degrees, point: () => nameOfPoint(degrees) });
}

function abilities({ nightVision, recordsAudio }) {
  const known = [nightVision && "camera.nightVision", recordsAudio && "camera.recordsAudio"].filter(Boolean);
  return known.length === 0
    ? said("span", "overview.none")
    : element("span", {}, ...known.flatMap((key, index) => [index > 0 && ", ", said("span", key)]));
}

function postalLines({ street, unit, city, state, postalCode }) {
  return element("span", {}, unit ? `${street}, ${unit}` : street, element("br"), `${city}, ${state} ${postalCode}`);
}

function list(...entries) {
  return element("dl", { class: "overview" }, ...entries.filter(Boolean).map(([key, value]) =>
    element("div", {}, said("dt", key), element("dd", {}, value))));
}
