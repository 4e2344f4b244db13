/**
 * A small compass picture on which an owner turns a camera and opens its picture. It is another way to fill in the two
 * number fields beside it, which say the same: what is set on one side shows on the other. Both can stay unknown.
 */

import { element, shape } from "./dom.mjs";
import { label, onLanguage, text } from "./language.mjs";
import { numberOf } from "./rules.mjs";

const RADIUS = 78;
const KNOB = 12;
const FULL_TURN = 360;
const USUAL_WIDTH = 90;
const POINTS = ["north", "northeast", "east", "southeast", "south", "southwest", "west", "northwest"];

/** How far a key turns, in degrees. */
const TURNS = { ArrowRight: 5, ArrowUp: 5, ArrowLeft: -5, ArrowDown: -5, PageUp: 45, PageDown: -45 };

export class Compass {
  /** What to put into the page. */
  picture;

  #facingInput;
  #widthInput;
  #view = shape("path", { class: "compass__view" });
  #needle = shape("line", { class: "compass__needle", x1: 0, y1: 0 });
  #facingKnob = knob("compass__knob", 0, FULL_TURN - 1);
  #widthKnob = knob("compass__knob compass__knob--width", 1, FULL_TURN);

  /**
   * @param {HTMLInputElement} facingInput degrees clockwise from north, empty where unknown
   * @param {HTMLInputElement} widthInput the angle of the picture in degrees, empty where unknown
   */
  constructor(facingInput, widthInput) {
    this.#facingInput = facingInput;
    this.#widthInput = widthInput;
    this.picture = this.#draw();
    this.#letTurn();
    for (const input of [facingInput, widthInput]) {
      input.addEventListener("input", () => this.show());
    }

    label(this.#facingKnob, "compass.facing");
    label(this.#widthKnob, "compass.width");
    onLanguage(() => this.show());
    this.show();
  }

  /** Draws what stands in the fields. */
  show() {
    const facing = this.#facing;
    const width = this.#width;
    this.picture.classList.toggle("compass--unknown", facing === null);
    this.#view.setAttribute("d", width === null ? "" : sector(facing ?? 0, width));
    place(this.#facingKnob, facing ?? 0, RADIUS);
    place(this.#widthKnob, (facing ?? 0) + (width ?? USUAL_WIDTH) / 2, RADIUS * 0.6);
    const tip = at(facing ?? 0, RADIUS - KNOB);
    this.#needle.setAttribute("x2", tip.x);
    this.#needle.setAttribute("y2", tip.y);
    tell(this.#facingKnob, facing, facing === null ? text("compass.unknown") : text("compass.facingValue", { point: nameOfPoint(facing), degrees: facing }));
    tell(this.#widthKnob, width, width === null ? text("compass.unknown") : text("compass.widthValue", { degrees: width }));
  }

  get #facing() {
    const degrees = numberOf(this.#facingInput.value.trim());
    return degrees >= 0 && degrees <= FULL_TURN ? degrees % FULL_TURN : null;
  }

  get #width() {
    const degrees = numberOf(this.#widthInput.value.trim());
    return degrees >= 1 && degrees <= FULL_TURN ? degrees : null;
  }

  #draw() {
    const letters = [["north", 0], ["east", 90], ["south", 180], ["west", 270]].map(([point, degrees]) => {
      const { x, y } = at(degrees, RADIUS + 16);
      return shape("text", { class: "compass__letter", x, y, say: `compass.letter.${point}`, "aria-hidden": "true" });
    });
    const marks = POINTS.map((_, index) => {
      const [from, to] = [at(index * 45, RADIUS - 5), at(index * 45, RADIUS)];
      return shape("line", { class: "compass__mark", x1: from.x, y1: from.y, x2: to.x, y2: to.y });
    });
    return element("div", { class: "compass", role: "group", label: "compass.name" },
      shape("svg", { class: "compass__dial", viewBox: "-110 -110 220 220", focusable: "false" },
        shape("circle", { class: "compass__ring", r: RADIUS }), ...marks, ...letters,
        this.#view, this.#needle, shape("circle", { class: "compass__camera", r: 7 }), this.#facingKnob, this.#widthKnob));
  }

  #letTurn() {
    this.#facingKnob.addEventListener("keydown", (event) => this.#onKey(event, () => this.#facing ?? 0, (degrees) => this.#setFacing(degrees)));
    this.#widthKnob.addEventListener("keydown", (event) => this.#onKey(event, () => this.#width ?? USUAL_WIDTH, (degrees) => this.#setWidth(degrees)));

    const dial = this.picture.firstElementChild;
    dial.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      const isWidth = this.#widthKnob.contains(event.target);
      const follow = (move) => this.#point(dial, move, isWidth);
      dial.setPointerCapture(event.pointerId);
      dial.addEventListener("pointermove", follow);
      dial.addEventListener("lostpointercapture", () => dial.removeEventListener("pointermove", follow), { once: true });
      (isWidth ? this.#widthKnob : this.#facingKnob).focus();
      if (!isWidth) {
        follow(event);
      }
    });
  }

  /** Shift turns by single degrees; Home is north, or the narrowest picture. */
  #onKey(event, current, set) {
    if (event.key === "Home") {
      set(0);
    } else if (event.key === "End") {
      set(FULL_TURN);
    } else if (event.key in TURNS) {
      set(current() + (event.shiftKey ? Math.sign(TURNS[event.key]) : TURNS[event.key]));
    } else {
      return;
    }

    event.preventDefault();
  }

  #point(dial, { clientX, clientY }, isWidth) {
    const box = dial.getBoundingClientRect();
    const [x, y] = [clientX - box.left - box.width / 2, clientY - box.top - box.height / 2];
    const degrees = (Math.atan2(x, -y) * 180 / Math.PI + FULL_TURN) % FULL_TURN;
    if (isWidth) {
      const aside = Math.abs(degrees - (this.#facing ?? 0));
      this.#setWidth(Math.max(5, roundToFive(2 * Math.min(aside, FULL_TURN - aside))));
    } else {
      this.#setFacing(roundToFive(degrees));
    }
  }

  #setFacing(degrees) {
    write(this.#facingInput, (Math.round(degrees) + FULL_TURN) % FULL_TURN);
  }

  #setWidth(degrees) {
    write(this.#widthInput, Math.min(Math.max(Math.round(degrees), 1), FULL_TURN));
  }
}

/** The nearest of the eight points of the compass, in the language of the page. */
export function nameOfPoint(degrees) {
  return text(`compass.${POINTS[Math.round(degrees / 45) % POINTS.length]}`);
}

function write(input, degrees) {
  input.value = degrees;
  input.dispatchEvent(new Event("input", { bubbles: true }));
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

function knob(className, least, most) {
  return shape("g", { class: className, role: "slider", tabindex: 0, "aria-valuemin": least, "aria-valuemax": most },
    shape("circle", { class: "compass__grip", r: KNOB + 2 }), shape("circle", { class: "compass__disc", r: KNOB - 3 }));
}

function tell(slider, value, words) {
  slider.setAttribute("aria-valuenow", value ?? slider.getAttribute("aria-valuemin"));
  slider.setAttribute("aria-valuetext", words);
}

function place(slider, degrees, distance) {
  const { x, y } = at(degrees, distance);
  slider.setAttribute("transform", `translate(${x} ${y})`);
}

/** What a camera sees: a slice of the dial, or all of it. */
function sector(facing, width) {
  if (width >= FULL_TURN) {
    return `M 0 ${-RADIUS} A ${RADIUS} ${RADIUS} 0 1 1 0 ${RADIUS} A ${RADIUS} ${RADIUS} 0 1 1 0 ${-RADIUS} Z`;
  }

  const [from, to] = [at(facing - width / 2, RADIUS), at(facing + width / 2, RADIUS)];
  return `M 0 0 L ${from.x} ${from.y} A ${RADIUS} ${RADIUS} 0 ${width > 180 ? 1 : 0} 1 ${to.x} ${to.y} Z`;
}

function at(degrees, distance) {
  const angle = degrees * Math.PI / 180;
  return { x: round(distance * Math.sin(angle)), y: round(-distance * Math.cos(angle)) };
}

function round(number) {
  return Math.round(number * 100) / 100;
}

function roundToFive(degrees) {
  return Math.round(degrees / 5) * 5 % FULL_TURN;
}
