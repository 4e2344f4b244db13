/**
 * The questions of the forms, as the U.S. Web Design System draws them. The texts of a question are named by its key:
 * "owner.phone.label", and "owner.phone.hint" where it has one.
 */

import { element, said } from "./dom.mjs";
import { hasText, text } from "./language.mjs";

/**
 * A line of text.
 * @param {{key: string, id: string, name: string, field?: string, optional?: boolean, unit?: string, width?: string}} question
 * `field` is the JSON path that errors name
 */
export function textQuestion({ key, id, name, field = name, optional = false, unit, width, ...attributes }) {
  const input = element("input", {
    class: `usa-input ${unit ? "" : width ?? ""}`.trim(), id, name, type: "text", required: !optional, "aria-describedby": hintOf(key, id), ...attributes,
  });
  const control = unit
    ? element("div", { class: `usa-input-group ${width ?? ""}`.trim() }, input, said("div", unit, { class: "usa-input-suffix", "aria-hidden": "true" }))
    : input;
  return element("div", { class: "usa-form-group", "data-field": field }, labelOf(key, id, optional), hint(key, id), control);
}

/** A choice from a list. */
export function selectQuestion({ key, id, name, width, options, ...attributes }) {
  return element("div", { class: "usa-form-group", "data-field": name },
    labelOf(key, id, false),
    hint(key, id),
    element("select", { class: `usa-select ${width ?? ""}`.trim(), id, name, required: true, "aria-describedby": hintOf(key, id), ...attributes }, ...options));
}

/** A choice of a few, each with a sentence about it. */
export function tilesQuestion({ key, id, name, choices }) {
  return element("fieldset", { class: "usa-fieldset usa-form-group", "data-field": name },
    said("legend", `${key}.label`, { class: "usa-legend" }),
    element("div", { class: "tiles" }, ...choices.map((choice) =>
      element("div", { class: "usa-radio" },
        element("input", { class: "usa-radio__input usa-radio__input--tile", type: "radio", id: `${id}-${choice}`, name, value: choice, required: true }),
        element("label", { class: "usa-radio__label", for: `${id}-${choice}` },
          said("span", `${key}.${choice}`),
          said("span", `${key}.${choice}.hint`, { class: "usa-radio__label-description" }))))));
}

export function checkbox({ key, id, field, ...attributes }) {
  return element("div", { class: "usa-checkbox", "data-field": field },
    element("input", { class: "usa-checkbox__input", id, type: "checkbox", ...attributes }),
    said("label", key, { class: "usa-checkbox__label", for: id }));
}

/** The text of a question or of a group: the legend, with what says that it may be left out. */
export function optionalLegend(key) {
  return element("legend", { class: "usa-legend" }, said("span", key), " ", said("span", "form.optional", { class: "optional" }));
}

/** The name of a question, as an error message quotes it. */
export function nameOf(field) {
  const heading = field.querySelector("legend, label.usa-label, label");
  return (heading.querySelector("[data-text]") ?? heading).textContent.trim();
}

/** The sentence of a problem, in the language of the page. */
export function sentenceOf({ key, values, quoted }) {
  return quoted ? text("problem.quoted", { name: quoted.name, message: quoted.message }) : text(key, values);
}

function labelOf(key, id, optional) {
  return element("label", { class: "usa-label", for: id },
    said("span", `${key}.label`), optional && " ", optional && said("span", "form.optional", { class: "optional" }));
}

function hint(key, id) {
  return hasText(`${key}.hint`) && said("span", `${key}.hint`, { class: "usa-hint", id: `${id}-hint` });
}

function hintOf(key, id) {
  return hasText(`${key}.hint`) ? `${id}-hint` : null;
}
