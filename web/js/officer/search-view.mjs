/** Searching: the form, the cameras on the map and in the list, contact details and exports. */

import { announce } from "./announcer.mjs";
import { AreaOutline } from "./area-outline.mjs";
import { CameraLayer } from "./camera-layer.mjs";
import { toLatLng } from "./console-map.mjs";
import { ContactDialog } from "./contact-dialog.mjs";
import { byId } from "./elements.mjs";
import { exportCsv, exportGeoJson } from "./exports.mjs";
import { FoundList, isSoon } from "./found-list.mjs";
import { L } from "./leaflet.mjs";
import { hideProblem, showProblem } from "./notices.mjs";
import { explain } from "./problems.mjs";
import { SearchForm } from "./search-form.mjs";
import { onLanguage, say } from "./texts.mjs";
import { timeText, untilText } from "./times.mjs";

const PAGE = 200;
const TICK = 30_000;
/** How close the map goes to one camera. */
const CLOSE_UP = 18;

export class SearchView {
  #map;
  #api;
  #session;
  #onProblem;
  #outline;
  #form;
  #cameras;
  #list;
  #contact;
  #query = null;
  #features = [];
  #matched = { count: 0, isExact: true };
  #continuation = null;
  #selected = null;
  #turn = 0;
  #isBusy = false;

  constructor({ map, drawing, api, session, onProblem }) {
    this.#map = map;
    this.#api = api;
    this.#session = session;
    this.#onProblem = onProblem;
    this.#outline = new AreaOutline(map);
    this.#form = new SearchForm(drawing, this.#outline);
    this.#cameras = new CameraLayer((cameraId) => this.#select(cameraId, { isFromMap: true })).addTo(map);
    this.#list = new FoundList(byId("found-list"), {
      onSelect: (cameraId) => this.#select(cameraId),
      onContact: (camera) => this.#contact.open(camera, session.matter, session.person),
    });
    this.#contact = new ContactDialog(api, onProblem);
    this.#form.onSearch((query) => this.#search({ ...session.matter, ...query }));
    byId("found-more").addEventListener("click", () => this.#more());
    byId("export-csv").addEventListener("click", () => this.#export(exportCsv));
    byId("export-geojson").addEventListener("click", () => this.#export(exportGeoJson));
    onLanguage(() => this.#render());
    setInterval(() => this.#tick(), TICK);
    this.#describe();
  }

  /** Takes a click on the map. */
  click(event) {
    if (!this.#cameras.click(event.containerPoint) && this.#selected) {
      this.#select(null);
    }
  }

  show() {
    this.#cameras.addTo(this.#map);
    this.#outline.show(this.#query?.area ?? null, this.#query?.seesPoint ?? null);
    this.#frame();
  }

  hide() {
    this.#cameras.remove();
    this.#outline.show(null, null);
  }

  /** Forgets what was found, for another case or nobody at all. */
  clear() {
    this.#turn++;
    this.#contact.close();
    this.#outline.show(null, null);
    this.#take(null, { features: [], matched: 0, matchedIsExact: true, continuation: null });
  }

  async #search(query) {
    this.#form.clearErrors();
    hideProblem(byId("search-problem"));
    const answer = await this.#call(() => this.#api.search({ ...query, limit: PAGE }), say("searching"));
    if (!answer) {
      return;
    }

    this.#take(query, answer);
    this.#outline.show(query.area, query.seesPoint);
    this.#frame();
    byId("found-heading").focus();
    announce(this.#summary());
  }

  async #more() {
    const shown = this.#features.length;
    const answer = await this.#call(() => this.#api.search({ ...this.#query, limit: PAGE, continuation: this.#continuation }), say("loadingMore"));
    if (!answer) {
      return;
    }

    this.#features.push(...answer.features);
    this.#continuation = answer.continuation;
    this.#list.add(answer.features);
    this.#cameras.show(this.#features);
    this.#describe();
    announce(say("shownOf", { shown: this.#features.length, all: this.#matched.count }));
    if (this.#features.length > shown) {
      this.#list.focus(this.#features[shown].properties.cameraId);
    }
  }

  /** Calls the registry, unless a call is under way; what a newer search or another case has overtaken counts no more. */
  async #call(ask, waiting) {
    if (this.#isBusy) {
      return null;
    }

    const turn = ++this.#turn;
    this.#wait(true);
    announce(waiting);
    try {
      const answer = await ask();
      return turn === this.#turn ? answer : null;
    } catch (problem) {
      this.#refuse(problem);
      return null;
    } finally {
      this.#wait(false);
    }
  }

  #wait(isBusy) {
    this.#isBusy = isBusy;
    byId("search-submit").setAttribute("aria-disabled", String(isBusy));
    byId("search-submit").textContent = say(isBusy ? "searching" : "searchNow");
    byId("found").setAttribute("aria-busy", String(isBusy));
  }

  #refuse(problem) {
    const homeless = problem.status === 400 ? this.#form.showErrors(problem.errors) : [];
    showProblem(byId("search-problem"), [explain(problem), ...homeless].join(" "));
    this.#onProblem(problem);
  }

  #take(query, { features, matched, matchedIsExact, continuation }) {
    this.#query = query;
    this.#features = features;
    this.#matched = { count: matched, isExact: matchedIsExact };
    this.#continuation = continuation;
    this.#selected = null;
    byId("found-export-state").hidden = true;
    this.#cameras.select(null);
    this.#cameras.show(features);
    this.#render();
  }

  #render() {
    this.#list.clear();
    this.#list.add(this.#features);
    if (this.#selected) {
      this.#list.select(this.#selected);
    }

    this.#describe();
  }

  #describe() {
    byId("found-summary").textContent = this.#query ? this.#summary() : say("notSearched");
    byId("found-exports").hidden = this.#features.length === 0;
    byId("found-more").hidden = this.#continuation === null;
    this.#describeSoonest();
  }

  #summary() {
    const { count, isExact } = this.#matched;
    if (count === 0) {
      return say("foundNone");
    }

    const sees = this.#features.filter(({ properties }) => properties.seesPoint === true).length;
    return [
      say(isExact ? "found" : "foundAtLeast", { count }),
      this.#features.length < count && say("shownOf", { shown: this.#features.length, all: count }),
      this.#query.seesPoint && say("foundSees", { count: sees }),
    ].filter(Boolean).join(" ");
  }

  #describeSoonest() {
    const now = Date.now();
    const place = byId("found-soonest");
    const soon = this.#features.map(({ properties }) => properties).filter((camera) => isSoon(camera, now));
    place.hidden = soon.length === 0;
    if (soon.length > 0) {
      const first = soon.reduce((one, other) => (new Date(other.footageExpiresAt) < new Date(one.footageExpiresAt) ? other : one));
      place.textContent = say("soonest", {
        count: soon.length,
        camera: first.label,
        owner: first.organization ?? say(first.ownerKind),
        time: untilText(first.footageExpiresAt, now),
        at: timeText(first.footageExpiresAt),
      });
    }
  }

  #tick() {
    this.#list.tick();
    this.#describeSoonest();
  }

  #select(cameraId, { isFromMap = false } = {}) {
    this.#selected = cameraId;
    this.#cameras.select(cameraId);
    this.#list.select(cameraId);
    const chosen = this.#features.find(({ properties }) => properties.cameraId === cameraId);
    if (!chosen) {
      return;
    }

    if (isFromMap) {
      const { label, organization, ownerKind } = chosen.properties;
      announce(say("selected", { camera: label, owner: organization ?? say(ownerKind) }));
    } else {
      this.#bringIntoView(toLatLng(chosen.geometry.coordinates));
    }
  }

  #bringIntoView(place) {
    if (this.#map.getZoom() < CLOSE_UP - 1) {
      this.#map.setView(place, CLOSE_UP, { animate: false });
    } else if (!this.#map.getBounds().pad(-0.1).contains(place)) {
      this.#map.panTo(place, { animate: false });
    }
  }

  /** Shows the whole area, or everything that was found where only the registry knows the area. */
  #frame() {
    const places = this.#features.map(({ geometry }) => toLatLng(geometry.coordinates));
    const bounds = this.#outline.bounds ?? (places.length > 0 ? L.latLngBounds(places).pad(0.1) : null);
    if (bounds) {
      this.#map.fitBounds(bounds, { animate: false, maxZoom: CLOSE_UP, padding: [16, 16] });
    }
  }

  async #export(exportAll) {
    const state = byId("found-export-state");
    const tell = (text) => {
      state.textContent = text;
      state.hidden = false;
      announce(text);
    };
    if (state.dataset.busy) {
      return;
    }

    state.dataset.busy = "true";
    tell(say("exporting"));
    try {
      await exportAll(this.#api, this.#query, () => tell(say("exporting")));
      tell(say("exported"));
    } catch (problem) {
      tell(explain(problem));
      this.#onProblem(problem);
    } finally {
      delete state.dataset.busy;
    }
  }
}
