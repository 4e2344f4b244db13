/**
 * The rules of the API that are cheap to check before anything is sent. The API checks all of them again, and more. A
 * problem is a text of the page: its key, and what stands in it.
 *
 * @typedef {{key: string, values?: Record<string, unknown>, quoted?: {name: () => string, message: string}}} Problem
 */

const FEET_IN_RANGE = { least: 4, most: 3280 };

/**
 * @param {object} answers what the form gives; parts that are left out are not checked
 * @returns {Map<string, Problem>} what to mend by JSON path, in the order of the form
 */
export function check({ owner, address, cameras = [], consent }) {
  const problems = new Map();
  const noting = (prefix) => (name, problem) => {
    const path = prefix + name;
    if (problem && !problems.has(path)) {
      problems.set(path, problem);
    }
  };

  if (owner) {
    checkOwner(owner, noting("owner."));
  }

  if (address) {
    checkAddress(address, noting("address."));
  }

  cameras.forEach((camera, index) => checkCamera(camera, noting(`cameras[${index}].`)));
  if (consent) {
    noting("consent.")("accepted", consent.accepted ? null : { key: "missing.consent.accepted" });
  }

  return problems;
}

/** A number as people write it, such as 1,200 or 7.5 or 7,5; NaN for anything else. */
export function numberOf(text) {
  const plain = text.replaceAll(/\s|,(?=\d{3}\b)/g, "").replace(",", ".");
  return /^\d+(\.\d+)?$/.test(plain) ? Number(plain) : Number.NaN;
}

function checkOwner(owner, note) {
  note("kind", owner.kind ? null : missing("owner.kind"));
  if (owner.kind === "business") {
    note("organization", required("owner.organization", owner.organization, 120));
  }

  note("name", required("owner.name", owner.name, 100));
  note("email", required("owner.email", owner.email, 254) ?? when(!/^[^\s@]+@[^\s@]+\.[^\s@.]+$/.test(owner.email), "owner.email"));
  note("phone", when(owner.phone && !isPhone(owner.phone), "owner.phone"));
  note("language", owner.language ? null : missing("owner.language"));
}

function checkAddress(address, note) {
  note("street", required("address.street", address.street, 200));
  note("unit", tooLong(address.unit, 50));
  note("city", required("address.city", address.city, 100));
  note("state", address.state ? null : missing("address.state"));
  note("postalCode", required("address.postalCode", address.postalCode, 10)
    ?? when(!/^\d{5}(-\d{4})?$/.test(address.postalCode), "address.postalCode"));
}

function checkCamera(camera, note) {
  note("label", required("camera.label", camera.label, 80));
  note("retentionDays", when(!isBetween(camera.retentionDays, 1, 3650) || !Number.isInteger(numberOf(camera.retentionDays)), "camera.retentionDays"));
  note("facing", whenGiven(camera.facing, 0, 360, "camera.facing"));
  note("fieldOfView", whenGiven(camera.fieldOfView, 1, 360, "camera.fieldOfView"));
  note("range", whenGiven(camera.rangeFeet, FEET_IN_RANGE.least, FEET_IN_RANGE.most, "camera.range"));
}

function missing(field) {
  return { key: `missing.${field}` };
}

function required(field, value, most) {
  return value.length === 0 ? missing(field) : tooLong(value, most);
}

function tooLong(value, most) {
  return value.length > most ? { key: "problem.tooLong", values: { most } } : null;
}

function when(isWrong, field) {
  return isWrong ? { key: `wrong.${field}` } : null;
}

function whenGiven(value, least, most, field) {
  return when(value !== "" && !isBetween(value, least, most), field);
}

function isBetween(value, least, most) {
  const number = numberOf(value);
  return number >= least && number <= most;
}

function isPhone(value) {
  const digits = value.replaceAll(/\D/g, "").length;
  return digits >= 7 && digits <= 15 && value.length <= 40;
}
