/** <health-band>: says with a word, in full width, that what is on the screen may be old. Shown when the feed has been
 *  silent for 5 s, when the escalation clock has stopped, when the member is signed out. It never navigates by itself:
 *  a half-typed report must survive. */
import { serverNow, wib } from "./clock.js";
import { SILENCE_S } from "./live.js";
import { t } from "./words.js";

/** Which band a Health asks for: a code in words "health", or null. The feed comes before the clock: a silent feed
 *  knows nothing of the clock. */
export function bandFor({ state, feedAge, clockAge, clockStopped }) {
  if (state === "signed_out" || state === "forbidden") return state;
  if (feedAge >= SILENCE_S) return "feed_stopped";
  if (!clockStopped) return null;
  return clockAge === Infinity ? "clock_never" : "clock_stopped";
}

class HealthBand extends (globalThis.HTMLElement ?? Object) {
  #shown = null;

  connectedCallback() {
    document.addEventListener("feed:health", this);
  }

  disconnectedCallback() {
    document.removeEventListener("feed:health", this);
  }

  handleEvent({ detail }) {
    const code = bandFor(detail);
    if (code === this.#shown) return;
    this.#shown = code;
    document.documentElement.toggleAttribute("data-old", code === "feed_stopped");
    this.replaceChildren(...(code ? [this.#band(code, detail)] : []));
  }

  #band(code, { feedAge, clockAge }) {
    const band = document.createElement("div");
    band.className = "band";
    band.dataset.tone = "lost";
    band.setAttribute("role", "alert");
    const silence = code === "clock_stopped" ? clockAge : feedAge;
    const word = document.createElement("span");
    word.className = "band-word";
    word.textContent = t(`health.${code}`, { time: wib(serverNow() - silence * 1000) });
    band.append(word, this.#wayOut(code));
    return band;
  }

  #wayOut(code) {
    if (code === "signed_out") {
      const link = document.createElement("a");
      link.className = "button";
      link.href = this.dataset.login;
      link.target = "_blank"; // what was typed on this page stays
      link.rel = "noopener";
      link.textContent = t("health.sign_in");
      return link;
    }
    const reload = document.createElement("button");
    reload.type = "button";
    reload.textContent = t("health.reload");
    reload.addEventListener("click", () => location.reload());
    return reload;
  }
}

globalThis.customElements?.define("health-band", HealthBand);
