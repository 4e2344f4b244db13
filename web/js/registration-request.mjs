/** Turns what an owner answered into what the API takes: metres for feet, degrees for compass points, null for unknown. */

import { numberOf } from "./rules.mjs";

const METRES_IN_A_FOOT = 0.3048;

/**
 * @param {object} answers answers that the rules found nothing wrong with
 * @param {string} termsVersion the version of the terms that the page shows
 */
export function requestOf(answers, termsVersion) {
  const { owner, address, cameras, consent } = answers;
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
    consent: { accepted: consent.accepted, termsVersion },
  };
}

function cameraOf(camera) {
  return {
    label: camera.label,
    facing: optionalNumber(camera.facing === "degrees" ? camera.facingDegrees : camera.facing),
    fieldOfView: optionalNumber(camera.fieldOfView),
    range: metres(optionalNumber(camera.rangeFeet)),
    covers: camera.covers,
    retentionDays: numberOf(camera.retentionDays),
    recordsAudio: camera.recordsAudio,
    nightVision: camera.nightVision,
  };
}

function optionalNumber(text) {
  return text === "" ? null : numberOf(text);
}

/** To the decimetre: nobody knows the range of a camera better than that. */
function metres(feet) {
  return feet === null ? null : Math.round(feet * METRES_IN_A_FOOT * 10) / 10;
}
