/** The list of the cameras that were found, in the order of the registry. One of them can be open, which the map shows too. */

import { button, element } from "./elements.mjs";
import { directionText, distanceText, number } from "./measures.mjs";
import { languageTag, say } from "./texts.mjs";
import { timeText, untilText } from "./times.mjs";

/** Footage that goes within this time is pointed out. */
const SOON = 72 * 3_600_000;
const MOVES = { ArrowDown: 1, ArrowUp: -1, Home: -Infinity, End: Infinity };

export class FoundList {
  #list;
  #onSelect;
  #onContact;
  #clock;
  #rows = new Map();
  #open = null;

  /**
   * @param {HTMLOListElement} list
   * @param {{ onSelect: (cameraId: string | null) => void, onContact: (camera: object) => void, clock?: () => number }} handlers
   */
  constructor(list, { onSelect, onContact, clock = Date.now }) {
    this.#list = list;
    this.#onSelect = onSelect;
    this.#onContact = onContact;
    this.#clock = clock;
    list.addEventListener("keydown", (event) => this.#press(event));
  }

  clear() {
    this.#rows.clear();
    this.#open = null;
    this.#list.replaceChildren();
  }

  /** Adds cameras at the end. */
  add(features) {
    const rows = features.map(({ properties }) => this.#row(properties));
    this.#list.append(...rows.map(({ item }) => item));
    if (!this.#list.querySelector(".result__main[tabindex='0']")) {
      this.#list.querySelector(".result__main")?.setAttribute("tabindex", "0");
    }
  }

  /** Puts the focus on a camera. */
  focus(cameraId) {
    this.#focus(this.#rows.get(cameraId).main);
  }

  /** Opens one, closes the others, and brings it into view. */
  select(cameraId) {
    this.#fold(this.#open);
    this.#open = cameraId;
    const row = this.#rows.get(cameraId);
    if (!row) {
      return;
    }

    row.main.setAttribute("aria-expanded", "true");
    row.item.classList.add("result--open");
    row.item.append(this.#details(row.camera));
    row.item.scrollIntoView({ block: "nearest" });
    this.#keepTabOn(row.main);
  }

  /** Counts down: writes how long footage is still there. */
  tick() {
    for (const { camera, until } of this.#rows.values()) {
      if (until) {
        until.textContent = this.#untilText(camera);
      }
    }
  }

  #row(camera) {
    const until = isSoon(camera, this.#clock()) ? element("span.badge.badge--soon", {}, this.#untilText(camera)) : null;
    const main = element(
      "button.result__main",
      { type: "button", "aria-expanded": "false", tabindex: "-1" },
      element("span.result__name", {}, camera.label),
      element("span.result__place", {}, camera.organization ?? say(camera.ownerKind)),
      element("span.result__facts", {}, factsText(camera)),
      ...[sight(camera), until, camera.footageLikely === false && element("span.badge.badge--gone", {}, say("footageGone"))].filter(Boolean),
    );
    main.addEventListener("click", () => this.#onSelect(this.#open === camera.cameraId ? null : camera.cameraId));
    const item = element("li.result", {}, main);
    const row = { camera, item, main, until };
    this.#rows.set(camera.cameraId, row);
    return row;
  }

  #details(camera) {
    const facts = [
      ["facing", camera.facing === null ? say("unknown") : directionText(camera.facing)],
      ["fieldOfView", camera.fieldOfView === null ? say("unknown") : `${number(camera.fieldOfView)}°`],
      ["range", camera.range === null ? say("unknown") : distanceText(camera.range)],
      camera.footageExpiresAt && ["footageUntil", timeText(camera.footageExpiresAt)],
      ["cameraId", camera.cameraId],
    ].filter(Boolean);
    return element(
      "div.result__more",
      {},
      element("dl.facts", {}, ...facts.flatMap(([name, value]) => [element("dt", {}, say(name)), element("dd", {}, value)])),
      button("usa-button", say("askContact"), () => this.#onContact(camera)),
    );
  }

  #untilText({ footageExpiresAt }) {
    return say("footageLeft", { time: untilText(footageExpiresAt, this.#clock()) });
  }

  #fold(cameraId) {
    const row = this.#rows.get(cameraId);
    row?.main.setAttribute("aria-expanded", "false");
    row?.item.classList.remove("result--open");
    row?.item.querySelector(".result__more")?.remove();
  }

  #press(event) {
    const current = event.target.closest(".result__main");
    if (!current || !(event.key in MOVES)) {
      return;
    }

    event.preventDefault();
    const mains = [...this.#list.querySelectorAll(".result__main")];
    const next = Math.max(0, Math.min(mains.length - 1, mains.indexOf(current) + MOVES[event.key]));
    this.#focus(mains[next]);
  }

  #focus(main) {
    this.#keepTabOn(main);
    main.focus();
  }

  /** Tab enters the list at one place; arrow keys move within it. */
  #keepTabOn(main) {
    this.#list.querySelector(".result__main[tabindex='0']")?.setAttribute("tabindex", "-1");
    main.setAttribute("tabindex", "0");
  }
}

/** Whether footage of the incident is still there and goes soon. */
export function isSoon({ footageLikely, footageExpiresAt }, now) {
  return footageLikely === true && footageExpiresAt !== null && new Date(footageExpiresAt) - now <= SOON;
}

function sight({ seesPoint }) {
  return seesPoint === true ? element("span.badge.badge--sees", {}, `★ ${say("sees")}`)
    : seesPoint === false ? element("span.badge", {}, say("seesNot"))
      : null;
}

function factsText({ distance, facing }) {
  const away = say("away", { distance: distanceText(distance) });
  return facing === null ? away : `${away} · ${say("faces", { direction: directionText(facing).toLocaleLowerCase(languageTag()) })}`;
}
