/** Turns what an owner answered into what the API takes (metres for feet, null for unknown), and back. */

import { numberOf } from "./rules.mjs";

const METRES_IN_A_FOOT = 0.3048;

/**
 * @param {object} answers answers that the rules found nothing wrong with
 * @param {{accepted: boolean, termsVersion: string}} consent what the owner agreed to
 */
export function requestOf({ owner, address, cameras }, consent) {
  return {
    owner: {
      kind: owner.kind,
      name: owner.name,
      organization: owner.kind === "business" ? owner.organization : null,
      email: owner.email,
      phone: owner.phone || null,
      language: owner.language,
    },
    address: { ...address, unit: address.unit || null },
    cameras: cameras.map(cameraOf),
    consent,
  };
}

/** What the form shows of a registration that is to be changed. */
export function answersOf({ owner, address, cameras, pendingEmail }) {
  return {
    owner: { ...owner, organization: owner.organization ?? "", email: pendingEmail ?? owner.email, phone: owner.phone ?? "" },
    address: { ...address, unit: address.unit ?? "" },
    cameras: cameras.map((camera) => ({
      label: camera.label,
      facing: textOf(camera.facing),
      fieldOfView: textOf(camera.fieldOfView),
      rangeFeet: textOf(feetOf(camera.range)),
      covers: camera.covers,
      retentionDays: textOf(camera.retentionDays),
      recordsAudio: camera.recordsAudio,
      nightVision: camera.nightVision,
    })),
  };
}

/** In whole feet where they stand for the same range, else to a tenth; null where the range is unknown. */
export function feetOf(metres) {
  if (metres === null) {
    return null;
  }

  const whole = Math.round(metres / METRES_IN_A_FOOT);
  return metresOf(whole) === metres ? whole : Math.round(metres / METRES_IN_A_FOOT * 10) / 10;
}

function cameraOf(camera) {
  return {
    label: camera.label,
    facing: optionalNumber(camera.facing),
    fieldOfView: optionalNumber(camera.fieldOfView),
    range: metresOf(optionalNumber(camera.rangeFeet)),
    covers: camera.covers,
    retentionDays: numberOf(camera.retentionDays),
    recordsAudio: camera.recordsAudio,
    nightVision: camera.nightVision,
  };
}

function optionalNumber(text) {
  return text === "" ? null : numberOf(text);
}

function textOf(number) {
  return number === null ? "" : String(number);
}

/** To the decimetre: nobody knows the range of a camera better than that. */
function metresOf(feet) {
  return feet === null ? null : Math.round(feet * METRES_IN_A_FOOT * 10) / 10;
}
