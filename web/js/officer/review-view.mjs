/** For coordinators: the registrations that could not be placed by themselves, and a pin to place one. */

import { announce } from "./announcer.mjs";
import { toLatLng, toPosition } from "./console-map.mjs";
import { openDialog } from "./dialogs.mjs";
import { button, byId, element } from "./elements.mjs";
import { L } from "./leaflet.mjs";
import { positionText, readPosition } from "./measures.mjs";
import { hideProblem, showProblem } from "./notices.mjs";
import { explain } from "./problems.mjs";
import { onLanguage, say } from "./texts.mjs";
import { timeText } from "./times.mjs";

const CLOSE_UP = 17;
/** How far an arrow key moves the pin, in pixels; with Shift ten times as far. */
const NUDGE = 1;
const ARROWS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };

export class ReviewView {
  #map;
  #home;
  #drawing;
  #api;
  #onProblem;
  #items = [];
  #continuation = null;
  #open = null;
  #pin = null;
  #isLoaded = false;
  #isBusy = false;

  constructor({ map, home, drawing, api, onProblem }) {
    this.#map = map;
    this.#home = home;
    this.#drawing = drawing;
    this.#api = api;
    this.#onProblem = onProblem;
    byId("review-more").addEventListener("click", () => this.#load(this.#continuation));
    byId("review-reload").addEventListener("click", () => this.#load(null));
    byId("place-confirm").addEventListener("click", () => this.#place());
    onLanguage(() => this.#isLoaded && this.#render());
  }

  /** Starts at the whole city: nobody knows yet where the addresses are. */
  async show() {
    this.#map.setView(toLatLng(this.#home.center), this.#home.zoom, { animate: false });
    await this.#load(null);
  }

  hide() {
    this.#removePin();
  }

  clear() {
    this.#items = [];
    this.#continuation = null;
    this.#isLoaded = false;
    this.#close();
    byId("place-dialog").close();
    byId("review-list").replaceChildren();
  }

  /** Takes a click on the map: the pin goes there. */
  click({ latlng }) {
    if (this.#open) {
      this.#setPin(toPosition(latlng));
    }
  }

  async #load(continuation) {
    if (this.#isBusy) {
      return;
    }

    this.#isBusy = true;
    hideProblem(byId("review-problem"));
    try {
      const page = await this.#api.reviewList(continuation);
      this.#items = continuation ? [...this.#items, ...page.registrations] : page.registrations;
      this.#continuation = page.continuation;
      this.#isLoaded = true;
      this.#render();
      announce(byId("review-count").textContent);
    } catch (problem) {
      showProblem(byId("review-problem"), explain(problem));
      this.#onProblem(problem);
    } finally {
      this.#isBusy = false;
    }
  }

  #render() {
    const open = this.#open?.item.id;
    this.#close();
    byId("review-count").textContent = this.#items.length === 0 ? say("reviewNone") : say(this.#continuation ? "reviewAtLeast" : "reviewWaiting", { count: this.#items.length });
    byId("review-more").hidden = this.#continuation === null;
    byId("review-list").replaceChildren(...this.#items.map((item) => this.#row(item)));
    const again = this.#items.find(({ id }) => id === open);
    if (again) {
      this.#toggle(again);
    }
  }

  #row(item) {
    const main = element(
      "button.result__main",
      { type: "button", "aria-expanded": "false", "data-id": item.id },
      element("span.result__name", {}, addressText(item.address)),
      element("span.result__place", {}, item.statusReason ?? say("reviewNoReason")),
      element("span.result__facts", {}, `${say(item.ownerKind)} · ${say("cameraCount", { count: item.cameras })} · ${say("waitingSince", { time: timeText(item.submittedAt) })}`),
    );
    main.addEventListener("click", () => this.#toggle(item));
    return element("li.result", {}, main);
  }

  #toggle(item) {
    const wasOpen = this.#open?.item === item;
    this.#close();
    if (wasOpen) {
      return;
    }

    const main = byId("review-list").querySelector(`[data-id="${CSS.escape(item.id)}"]`);
    main.setAttribute("aria-expanded", "true");
    main.parentElement.classList.add("result--open");
    const input = element("input.usa-input", { id: "place-position", type: "text", autocomplete: "off", spellcheck: "false", "aria-describedby": "place-position-hint" });
    const put = button("usa-button", say("placeHere"), () => this.#ask());
    const pick = button("usa-button usa-button--outline", say("pickPoint"), () => this.#pick(pick));
    pick.setAttribute("aria-pressed", "false");
    input.addEventListener("input", () => this.#typed(input.value));
    main.parentElement.append(element(
      "div.result__more",
      {},
      element(
        "div.usa-form-group",
        {},
        element("label.usa-label", { for: "place-position" }, say("placePosition")),
        element("span.usa-hint", { id: "place-position-hint" }, say("placePositionHint")),
        input,
      ),
      element("div.search__draw", {}, pick),
      element("p.usa-error-message", { id: "place-missing", role: "alert", hidden: true }),
      element("div.actions", {}, put),
    ));
    this.#open = { item, input };
  }

  #close() {
    this.#removePin();
    this.#drawing.stop();
    this.#open = null;
    for (const row of byId("review-list").querySelectorAll(".result--open")) {
      row.classList.remove("result--open");
      row.querySelector(".result__main").setAttribute("aria-expanded", "false");
      row.querySelector(".result__more").remove();
    }
  }

  #pick(pressed) {
    this.#drawing.toggle(pressed, "point", ([position]) => position && this.#setPin(position));
  }

  #typed(text) {
    const position = readPosition(text);
    if (position) {
      this.#showPin(position);
      this.#map.setView(toLatLng(position), Math.max(this.#map.getZoom(), CLOSE_UP), { animate: false });
    } else {
      this.#removePin();
    }
  }

  #setPin(position) {
    this.#open.input.value = positionText(position);
    byId("place-missing").hidden = true;
    this.#showPin(position);
    announce(say("pinAt", { position: positionText(position) }));
  }

  #showPin(position) {
    if (this.#pin) {
      this.#pin.setLatLng(toLatLng(position));
      return;
    }

    const sign = element("span.map__pin", {});
    this.#pin = L.marker(toLatLng(position), {
      icon: L.divIcon({ className: "map__mark", html: sign, iconSize: [32, 40], iconAnchor: [16, 38] }),
      draggable: true,
      autoPan: true,
      keyboard: true,
      title: say("pin"),
    }).addTo(this.#map);
    this.#pin.on("dragend", () => this.#setPin(toPosition(this.#pin.getLatLng())));
    this.#pin.getElement().addEventListener("keydown", (event) => this.#nudge(event));
  }

  #nudge(event) {
    if (!(event.key in ARROWS)) {
      return;
    }

    event.preventDefault();
    event.stopPropagation();
    const [across, down] = ARROWS[event.key].map((step) => step * NUDGE * (event.shiftKey ? 10 : 1));
    const at = this.#map.latLngToContainerPoint(this.#pin.getLatLng()).add([across, down]);
    this.#setPin(toPosition(this.#map.containerPointToLatLng(at)));
  }

  #removePin() {
    this.#pin?.remove();
    this.#pin = null;
  }

  #ask() {
    const position = readPosition(this.#open.input.value);
    const missing = byId("place-missing");
    missing.hidden = position !== null;
    if (position === null) {
      missing.textContent = say("positionWrong");
      this.#open.input.focus();
      return;
    }

    byId("place-dialog-body").replaceChildren(
      element("p", {}, say("placeQuestion", { address: addressText(this.#open.item.address), position: positionText(position) })),
      element("p", {}, say("placeConsequence")),
    );
    openDialog(byId("place-dialog"));
  }

  async #place() {
    const { item, input } = this.#open;
    const confirm = byId("place-confirm");
    confirm.disabled = true;
    try {
      await this.#api.place(item.id, readPosition(input.value));
      byId("place-dialog").close();
      this.#items = this.#items.filter((other) => other !== item);
      this.#render();
      byId("review-heading").focus();
      announce(`${say("placed", { address: addressText(item.address) })} ${byId("review-count").textContent}`);
    } catch (problem) {
      byId("place-dialog").close();
      showProblem(byId("review-problem"), explain(problem));
      this.#onProblem(problem);
    } finally {
      confirm.disabled = false;
    }
  }
}

function addressText({ street, unit, city, state, postalCode }) {
  return [street, unit, `${city}, ${state} ${postalCode}`].filter(Boolean).join(", ");
}
