/** Cards are pushed, pages are fetched: a part of the page that is drawn by the server is fetched again when its cards
 *  change. While somebody is in one of its forms it is left alone, and redrawn when they leave it. */
import { redraw } from "./clock.js";

export class LivePart {
  #part;
  #url;
  #notice;
  #wanted = false;
  #busy = false;
  #held = false;
  #after;

  /** @param {HTMLElement} part  @param {string} url  @param {{notice?: HTMLElement, after?: () => void}} more */
  constructor(part, url, { notice = null, after = () => {} } = {}) {
    this.#part = part;
    this.#url = url;
    this.#notice = notice;
    this.#after = after;
    part.addEventListener("focusout", () => setTimeout(() => { if (this.#held && !this.inUse) this.refresh(); }, 150));
    part.addEventListener("posted", () => { this.#release(); this.refresh(); });
  }

  /** Somebody types or chooses in one of the part's forms. */
  get inUse() {
    const here = document.activeElement;
    const typing = here && this.#part.contains(here) && here.matches("input:not([type=hidden]), textarea, select");
    return Boolean(typing) || Boolean(this.#part.querySelector("details[open] form"));
  }

  async refresh() {
    this.#wanted = true;
    if (this.#busy) return;
    this.#busy = true;
    while (this.#wanted) {
      this.#wanted = false;
      try {
        const answer = await fetch(this.#url, { headers: { "X-Requested-With": "fetch" } });
        if (answer.status === 404 || answer.redirected) { location.reload(); return; }
        if (answer.ok) this.#swap(await answer.text());
      } catch {
        break; // the red band says that the server is away; the next change fetches again
      }
    }
    this.#busy = false;
  }

  #release() {
    for (const open of this.#part.querySelectorAll("details[open]")) open.open = false;
    if (this.#part.contains(document.activeElement)) document.activeElement.blur();
  }

  #swap(html) {
    this.#held = this.inUse;
    if (this.#notice) this.#notice.hidden = !this.#held;
    if (this.#held) return;
    const top = scrollY;
    // Parsed as a document of our own server's template (a stranger's words are escaped there); scripts in it don't run.
    const fresh = new DOMParser().parseFromString(html, "text/html");
    this.#part.replaceChildren(...fresh.body.childNodes);
    redraw(this.#part);
    scrollTo({ top, behavior: "instant" });
    this.#after();
  }
}
