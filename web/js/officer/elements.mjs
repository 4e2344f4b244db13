/** Makes elements. Whatever text goes in is text: there is no way to hand HTML to these. */

/**
 * @param {string} name the element's name, with its class after a full stop: "li.result"
 * @param {Record<string, string | boolean | undefined>} attributes those that are undefined or false are left out
 * @param {...(Node | string)} children
 */
export function element(name, attributes = {}, ...children) {
  const [tag, ...classes] = name.split(".");
  const made = document.createElement(tag);
  made.className = classes.join(" ");
  for (const [attribute, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) {
      made.setAttribute(attribute, value === true ? "" : value);
    }
  }

  made.append(...children);
  return made;
}

/** A button that does not submit a form. */
export function button(className, label, onClick) {
  const made = element(`button.${className}`, { type: "button" }, label);
  made.addEventListener("click", onClick);
  return made;
}

/** The element of the page with this id. */
export const byId = (id) => document.getElementById(id);
