/**
 * The rules of the API that are cheap to check before anything is sent, in words an owner can act on. The API checks all
 * of them again, and more.
 */

const FEET_IN_RANGE = { least: 4, most: 3280 };

/**
 * @param {object} answers what RegistrationForm.answers gives
 * @returns {Map<string, string>} what to mend by JSON path, in the order of the form
 */
export function check(answers) {
  const problems = new Map();
  const refuse = (path, message) => message && !problems.has(path) && problems.set(path, message);

  checkOwner(answers.owner, refuse);
  checkAddress(answers.address, refuse);
  answers.cameras.forEach((camera, index) => checkCamera(camera, (name, message) => refuse(`cameras[${index}].${name}`, message)));
  refuse("consent.accepted", answers.consent.accepted ? null : "Check the box if you agree. We cannot register your cameras without it");
  return problems;
}

/** A number as people write it, such as 1,200 or 7.5; NaN for anything else. */
export function numberOf(text) {
  const plain = text.replaceAll(/\s|,(?=\d{3}\b)/g, "");
  return /^\d+(\.\d+)?$/.test(plain) ? Number(plain) : Number.NaN;
}

function checkOwner(owner, refuse) {
  refuse("owner.kind", owner.kind ? null : "Choose a home or a business");
  if (owner.kind === "business") {
    refuse("owner.organization", text(owner.organization, 120, "Enter the name of the business or organization"));
  }

  refuse("owner.name", text(owner.name, 100, "Enter your full name"));
  refuse("owner.email", text(owner.email, 254, "Enter your e-mail address") ?? email(owner.email));
  refuse("owner.phone", owner.phone ? phone(owner.phone) : null);
  refuse("owner.language", owner.language ? null : "Choose a language");
}

function checkAddress(address, refuse) {
  refuse("address.street", text(address.street, 200, "Enter the house number and street"));
  refuse("address.unit", address.unit ? text(address.unit, 50) : null);
  refuse("address.city", text(address.city, 100, "Enter the city"));
  refuse("address.state", address.state ? null : "Choose a state");
  refuse("address.postalCode", text(address.postalCode, 10, "Enter the ZIP code") ?? zipCode(address.postalCode));
}

function checkCamera(camera, refuse) {
  refuse("label", text(camera.label, 80, "Enter a name for this camera, such as Front door"));
  if (camera.facing === "degrees") {
    refuse("facing", between(camera.facingDegrees, 0, 360, "Enter the direction as a number from 0 to 360"));
  }

  refuse("retentionDays", wholeBetween(camera.retentionDays, 1, 3650, "Enter the number of days as a whole number from 1 to 3650"));
  refuse("range", optional(camera.rangeFeet, (feet) =>
    between(feet, FEET_IN_RANGE.least, FEET_IN_RANGE.most, "Enter the distance in feet, from 4 to 3280, or leave it empty")));
  refuse("fieldOfView", optional(camera.fieldOfView, (degrees) =>
    between(degrees, 1, 360, "Enter the width of the picture as a number from 1 to 360, or leave it empty")));
}

function text(value, longest, request) {
  if (value.length === 0) {
    return request;
  }

  return value.length > longest ? `Use at most ${longest} characters` : null;
}

function email(value) {
  return /^[^\s@]+@[^\s@]+\.[^\s@.]+$/.test(value) ? null : "Enter an e-mail address like name@example.com";
}

function phone(value) {
  const digits = value.replaceAll(/\D/g, "").length;
  return digits >= 7 && digits <= 15 && value.length <= 40 ? null : "Enter a phone number with its area code, like 312 555 0123";
}

function zipCode(value) {
  return /^\d{5}(-\d{4})?$/.test(value) ? null : "Enter a ZIP code of 5 digits, like 60613";
}

function optional(value, rule) {
  return value === "" ? null : rule(value);
}

function between(value, least, most, request) {
  const number = numberOf(value);
  return number >= least && number <= most ? null : request;
}

function wholeBetween(value, least, most, request) {
  return between(value, least, most, request) ?? (Number.isInteger(numberOf(value)) ? null : request);
}
