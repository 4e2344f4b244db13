/** The officer console: sign-in first, then the case, then the desk with the search and, for coordinators, the review list. */

import { announce } from "./announcer.mjs";
import { onCase } from "./case-form.mjs";
import { openMap } from "./console-map.mjs";
import { openDialog } from "./dialogs.mjs";
import { byId } from "./elements.mjs";
import { clearMarks } from "./marks.mjs";
import { MapDrawing } from "./map-drawing.mjs";
import { OfficerApi } from "./officer-api.mjs";
import { endsSignIn, explain } from "./problems.mjs";
import { ReviewView } from "./review-view.mjs";
import { SearchView } from "./search-view.mjs";
import { COORDINATOR, OFFICER, openSignIn } from "./sign-in.mjs";
import { language, onLanguage, say, speak, writeTexts } from "./texts.mjs";

/** What is known of the person and the case, in memory only. */
const session = { person: null, matter: null, has: (role) => session.person?.roles.includes(role) === true };
let config;
let signIn;
let desk = null;

writeTexts();
letChooseLanguage();
byId("entrance").hidden = false;
try {
  [config] = await Promise.all([readJson("/config.json"), nameProgram()]);
  signIn = await openSignIn(config);
  letSignIn();
} catch (problem) {
  refuseEntrance(signIn ? explain(problem) : say("problemLoading"));
}

async function readJson(path) {
  const response = await fetch(path);
  if (!response.ok) {
    throw new Error(`${path} answered ${response.status}.`);
  }

  return response.json();
}

async function nameProgram() {
  const program = await readJson("/program.json");
  for (const place of document.querySelectorAll("[data-program]")) {
    place.textContent = program[place.dataset.program];
  }
}

function letChooseLanguage() {
  const select = byId("language");
  select.value = language();
  select.addEventListener("change", () => speak(select.value));
  const title = () => {
    document.title = say("console");
  };
  title();
  onLanguage(title);
}

// Who

function letSignIn() {
  byId("sign-in").hidden = false;
  byId("sign-in-entra").hidden = signIn.kind !== "entra";
  byId("sign-in-local").hidden = signIn.kind !== "local";
  byId("sign-in-entra-button").addEventListener("click", () => tryToSignIn());
  byId("sign-in-local").addEventListener("submit", (event) => {
    event.preventDefault();
    tryToSignIn();
  });
  byId("sign-out").addEventListener("click", signOut);
  byId("ended-sign-in").addEventListener("click", signInAgain);
  onCase(byId("case-start-form"), (matter) => {
    session.matter = matter;
    openDesk("search");
  });
  byId("case-skip").addEventListener("click", () => openDesk("review"));
  onCase(byId("case-dialog-form"), changeCase);
  byId("case-change").addEventListener("click", askForCase);
}

async function tryToSignIn() {
  byId("entrance-problem").hidden = true;
  try {
    enter(await signIn.signIn(choice()));
  } catch (problem) {
    refuseEntrance(explain(problem));
  }
}

/** What the form of the local host says; Microsoft Entra ID knows it by itself. */
function choice() {
  const form = byId("sign-in-local");
  return { name: form.elements.name.value.trim() || "Local Officer", roles: [...form.querySelectorAll("[name=role]:checked")].map(({ value }) => value) };
}

function enter(person) {
  session.person = person;
  if (!session.has(OFFICER) && !session.has(COORDINATOR)) {
    refuseEntrance(say("problemNoRole"));
    return;
  }

  showPerson(person);
  byId("sign-in").hidden = true;
  if (!session.has(OFFICER)) {
    openDesk("review");
    return;
  }

  byId("case-skip").hidden = !session.has(COORDINATOR);
  byId("case-start").hidden = false;
  byId("case-start-heading").focus();
}

function showPerson(person) {
  session.person = person;
  byId("person").textContent = person.name;
  byId("person").hidden = false;
  byId("sign-out").hidden = false;
}

function refuseEntrance(sentence) {
  byId("entrance-problem").querySelector("p").textContent = sentence;
  byId("entrance-problem").hidden = false;
}

/** Everything that was in memory goes: the token, the case, what was found and shown. */
async function signOut() {
  desk?.clear();
  session.person = null;
  session.matter = null;
  for (const form of document.querySelectorAll("form")) {
    form.reset();
    clearMarks(form);
  }

  for (const id of ["desk", "case-start", "person", "sign-out"]) {
    byId(id).hidden = true;
  }

  byId("entrance").hidden = false;
  byId("sign-in").hidden = false;
  byId("entrance-heading").focus();
  announce(say("signedOut"));
  try {
    await signIn.signOut();
  } catch (problem) {
    refuseEntrance(explain(problem));
  }
}

/** A call was refused because the sign-in has ended: what is on the screen stays. */
function onProblem(problem) {
  if (endsSignIn(problem) && !byId("ended-dialog").open) {
    for (const dialog of document.querySelectorAll("dialog[open]")) {
      dialog.close();
    }

    byId("ended-problem").hidden = true;
    openDialog(byId("ended-dialog"));
  }
}

async function signInAgain() {
  try {
    const person = await signIn.signIn({ name: session.person.name, roles: session.person.roles });
    showPerson(person);
    byId("ended-dialog").close();
    announce(say("signedInAgain"));
  } catch (problem) {
    byId("ended-problem").textContent = explain(problem);
    byId("ended-problem").hidden = false;
  }
}

// What for

function askForCase() {
  const form = byId("case-dialog-form");
  clearMarks(form);
  form.elements.caseNumber.value = session.matter?.caseNumber ?? "";
  form.elements.purpose.value = session.matter?.purpose ?? "";
  openDialog(byId("case-dialog"));
}

/** What was found for one case is not carried over to another. */
function changeCase(matter) {
  byId("case-dialog").close();
  const isSame = matter.caseNumber === session.matter?.caseNumber && matter.purpose === session.matter?.purpose;
  session.matter = matter;
  if (!isSame) {
    desk.search.clear();
    announce(say("caseChanged", matter));
  }

  showCase();
  desk.view("search");
}

function showCase() {
  byId("case-shown-number").textContent = session.matter ? session.matter.caseNumber : "";
  byId("case-shown-purpose").textContent = session.matter ? session.matter.purpose : say("noCase");
  byId("case-shown").hidden = !session.has(OFFICER);
}

// The desk

function openDesk(view) {
  byId("entrance").hidden = true;
  byId("case-start").hidden = true;
  byId("desk").hidden = false;
  byId("views").hidden = !(session.has(OFFICER) && session.has(COORDINATOR));
  showCase();
  desk ??= setUpDesk();
  desk.view(view);
  byId(view === "search" ? "search-heading" : "review-heading").focus();
}

function setUpDesk() {
  const map = openMap(byId("map"), config.map);
  const drawing = new MapDrawing(map);
  const api = new OfficerApi(config.apiBaseUrl, () => signIn.token());
  const parts = { map, drawing, api, session, onProblem, home: config.map };
  const views = { search: new SearchView(parts), review: new ReviewView(parts) };
  let current = null;
  map.on("click", (event) => drawing.click(event.latlng) || views[current].click(event));
  for (const name of Object.keys(views)) {
    byId(`view-${name}`).addEventListener("click", () => (name === "search" && !session.matter ? askForCase() : show(name)));
  }

  onLanguage(showCase);

  function show(name) {
    if (name === current) {
      return;
    }

    drawing.stop();
    current && views[current].hide();
    current = name;
    for (const id of ["search", "found", "map-legend"]) {
      byId(id).hidden = name !== "search";
    }

    byId("review").hidden = name !== "review";
    byId("desk").dataset.view = name;
    for (const each of Object.keys(views)) {
      byId(`view-${each}`).setAttribute("aria-current", each === name ? "page" : "false");
    }

    views[name].show();
  }

  return {
    view: show,
    search: views.search,
    clear: () => {
      drawing.stop();
      views.search.clear();
      views.review.clear();
      current && views[current].hide();
      current = null;
    },
  };
}
