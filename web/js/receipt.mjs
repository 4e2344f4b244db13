/** What an owner sees once registered: the keys to keep, the progress, and the placard. */

import { longDate } from "./dates.mjs";
import { save } from "./downloads.mjs";
import { follow } from "./progress.mjs";

const STEPS = ["received", "located", "active"];
const PATIENCE = 60_000;

export class Receipt {
  #api;
  #program;
  #receipt;
  #view = document.getElementById("registered");
  #preview = document.getElementById("placard-preview");
  #picture = null;
  #hasKeys = false;

  /** @param {{id: string, status: string, manageToken: string}} receipt kept in memory only: with the page it is gone */
  constructor(api, program, receipt) {
    this.#api = api;
    this.#program = program;
    this.#receipt = receipt;
  }

  /**
   * Takes the place of the form and follows the registration until it has settled.
   * @param {boolean} isEarlier whether an earlier try is what was registered
   */
  async show(isEarlier) {
    this.#fill({ id: this.#receipt.id, manageToken: this.#receipt.manageToken });
    this.#view.querySelector("[data-earlier]").hidden = !isEarlier;
    this.#offerKeys();
    this.#offerPlacard();
    this.#showStep("received");

    document.getElementById("registering").remove();
    this.#view.hidden = false;
    document.title = "You are registered";
    document.getElementById("registered-heading").focus();
    await this.#follow();
  }

  async #follow() {
    const started = Date.now();
    try {
      for await (const registration of follow(this.#api, this.#receipt)) {
        if (registration) {
          await this.#showRegistration(registration, Date.now() - started > PATIENCE);
        } else {
          this.#say("progress-status", "We cannot reach the registry right now. Your registration is safe, and we keep trying.");
        }
      }
    } catch {
      this.#say("progress-status", "Your registration is stored, but this page cannot show how far it is. Keep your ID and private key, and contact us.");
    }
  }

  async #showRegistration(registration, isSlow) {
    switch (registration.status) {
      case "active":
        this.#showStep("active");
        this.#say("progress-status", "All done: your cameras are registered and your placard is ready.");
        await this.#showPlacard(registration.placard);
        break;
      case "needsReview":
        this.#showReview(registration);
        break;
      case "received":
      case "located":
        this.#showStep(registration.status);
        this.#say("progress-status", isSlow
          ? "This takes longer than usual. You may close the page once you have kept your ID and private key: nothing is lost."
          : registration.status === "received" ? "Received. Looking up the address …" : "On the map. Making the placard …");
        break;
      default:
        this.#say("progress-status", "This registration is no longer current.");
    }
  }

  #showReview(registration) {
    const isOnMap = Boolean(registration.location);
    this.#showStep(isOnMap ? "located" : "received");
    this.#view.querySelector(`[data-step="${isOnMap ? "active" : "located"}"]`).dataset.state = "review";
    this.#fill({ statusReason: registration.statusReason ?? "" });
    document.getElementById("review").hidden = false;
    this.#say("progress-status", "We have your registration. A person will look at it.");
  }

  /** The steps up to this one are done; the next one is under way unless nothing follows. */
  #showStep(reached) {
    const done = STEPS.indexOf(reached);
    STEPS.forEach((step, index) => {
      const item = this.#view.querySelector(`[data-step="${step}"]`);
      item.dataset.state = index <= done ? "done" : index === done + 1 ? "current" : "waiting";
      item.removeAttribute("aria-current");
      if (item.dataset.state === "current") {
        item.setAttribute("aria-current", "step");
      }

      const text = item.querySelector("[data-done]");
      if (text && index <= done) {
        text.textContent = text.dataset.done;
      }
    });
  }

  async #showPlacard(placard) {
    this.#fill({ placardCode: placard.code, validUntil: longDate(placard.validUntil) });
    document.getElementById("placard").hidden = false;
    await this.#whileWorking("placard-status", "Loading the placard …", async () => {
      this.#picture = await this.#api.placard(this.#receipt, "png");
      this.#preview.src = URL.createObjectURL(this.#picture);
      this.#preview.alt = `Your placard with the code ${placard.code}`;
      await this.#preview.decode();
    });
  }

  #offerPlacard() {
    const fileName = () => `placard-${this.#view.querySelector('[data-registration="placardCode"]').textContent}`;
    onClick("download-pdf", () => this.#whileWorking("placard-status", "Getting the file …", async () => {
      save(await this.#api.placard(this.#receipt, "pdf"), `${fileName()}.pdf`);
    }));
    onClick("download-png", () => this.#whileWorking("placard-status", "Getting the file …", async () => {
      save(await this.#getPicture(), `${fileName()}.png`);
    }));
    onClick("print", () => this.#whileWorking("placard-status", "Getting ready to print …", async () => {
      if (!this.#preview.src) {
        this.#preview.src = URL.createObjectURL(await this.#getPicture());
        await this.#preview.decode();
      }

      printPlacardAlone();
    }));
  }

  async #getPicture() {
    return this.#picture ??= await this.#api.placard(this.#receipt, "png");
  }

  #offerKeys() {
    const keys = () => [
      this.#program.name,
      `Registration ID: ${this.#receipt.id}`,
      `Private key: ${this.#receipt.manageToken}`,
      `Registered at: ${location.origin}`,
      "Keep this like a password. Whoever has it can see the registration, or have it changed or removed.",
      "",
    ].join("\r\n");
    onClick("copy-keys", async () => {
      try {
        await navigator.clipboard.writeText(keys());
        this.#hasKeys = true;
        this.#say("keys-status", "Copied. Now paste it where you keep your passwords.");
      } catch {
        this.#say("keys-status", "Your browser did not let us copy. Select the two lines above and copy them, or save the text file.");
      }
    });
    onClick("save-keys", () => {
      save(new Blob([keys()], { type: "text/plain;charset=utf-8" }), `camera-registration-${this.#receipt.id}.txt`);
      this.#hasKeys = true;
      this.#say("keys-status", "Saved with your downloads.");
    });
    addEventListener("beforeunload", (event) => {
      if (!this.#hasKeys) {
        event.preventDefault();
      }
    });
  }

  async #whileWorking(statusId, text, work) {
    this.#say(statusId, text);
    try {
      await work();
      this.#say(statusId, "");
    } catch {
      this.#say(statusId, "That did not work. Please wait a moment and try again. Your placard is not lost.");
    }
  }

  #fill(texts) {
    for (const [name, text] of Object.entries(texts)) {
      this.#view.querySelector(`[data-registration="${name}"]`).textContent = text;
    }
  }

  /** Screen readers read a status aloud each time its text changes, so it changes only when there is something new. */
  #say(statusId, text) {
    const status = document.getElementById(statusId);
    if (status.textContent !== text) {
      status.textContent = text;
    }
  }
}

function onClick(id, act) {
  document.getElementById(id).addEventListener("click", act);
}

/** The keys stay off the paper: only the placard is printed. */
function printPlacardAlone() {
  document.documentElement.classList.add("prints-placard");
  addEventListener("afterprint", () => document.documentElement.classList.remove("prints-placard"), { once: true });
  print();
}
