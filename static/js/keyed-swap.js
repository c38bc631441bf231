/** Cards are pushed, pages are fetched: a part of the page that the server draws is fetched again when its cards change,
 *  and only the pieces that differ are replaced. A piece is a child with data-key of an element with data-pieces; a piece
 *  may itself have pieces. A piece whose form is in use is left alone, so that a new offer still appears beside a form
 *  that somebody fills in. In a [data-list] nothing moves while the pointer travels over it: a click must not hit the
 *  neighbour. */
import { redraw } from "./clock.js";

const SETTLE_MS = 700; // a pointer that rests this long is not on its way to a button
const AT_MOST_MS = 2500;
const BETWEEN_MS = 400; // a burst of changes is one fetch
const sources = new WeakMap(); // element → the text it was made from

/** What to do with each piece: pure, tested without a browser.
 *  @param {{key: string, used: boolean}[]} old  @param {string[]} fresh  @param {boolean} still  nothing may come, go or move
 *  @returns {{order: string[], gone: string[], leave: string[]}} order: the keys to stand there at last (those in use and
 *  gone keep their place after their old neighbour); gone: to be removed; leave: in use, though the server no longer has it */
export function plan(old, fresh, still = false) {
  const wanted = new Set(fresh);
  const missing = old.filter(({ key }) => !wanted.has(key));
  const leave = missing.filter(({ used }) => used).map(({ key }) => key);
  if (still) return { order: old.map(({ key }) => key), gone: [], leave };
  const order = [...fresh];
  for (const key of leave) {
    const before = old.slice(0, old.findIndex((one) => one.key === key)).reverse().find((one) => order.includes(one.key));
    order.splice(before ? order.indexOf(before.key) + 1 : 0, 0, key);
  }
  return { order, gone: missing.filter(({ used }) => !used).map(({ key }) => key), leave };
}

/** @returns {boolean} somebody types or chooses in it */
export function inUse(element) {
  if (element.matches("[data-open]") || element.querySelector("[data-open], details[open] form, form details[open]")) return true;
  const here = document.activeElement;
  return Boolean(here && element.contains(here) && here.matches("input:not([type=hidden], [type=checkbox], [type=radio]), textarea, select"));
}

export class KeyedPart {
  #part; #url; #after; #onGone;
  #busy = false;
  #wanted = false;
  #held = false; // something in use was left as it was
  #timer = null;
  #dueAt = Infinity;
  #movedAt = new WeakMap();
  #postponedAt = 0;

  /** @param {HTMLElement} part  @param {string} url
   *  @param {{after?: () => void, onGone?: (element: Element) => void}} more  onGone: in use, but over on the server */
  constructor(part, url, { after = () => {}, onGone = () => {} } = {}) {
    this.#part = part;
    this.#url = url;
    this.#after = after;
    this.#onGone = onGone;
    part.addEventListener("pointermove", ({ target }) => {
      const list = target.closest?.("[data-list]");
      if (list) this.#movedAt.set(list, Date.now());
    }, { passive: true });
    for (const kind of ["focusout", "toggle"]) part.addEventListener(kind, () => setTimeout(() => this.#tidy(), 200), true);
  }

  /** Fetch it soon. Many calls in a moment are one fetch; `now` skips the wait. */
  refresh({ now = false } = {}) {
    const wait = now ? 0 : BETWEEN_MS;
    if (this.#dueAt <= Date.now() + wait) return;
    clearTimeout(this.#timer);
    this.#dueAt = Date.now() + wait;
    this.#timer = setTimeout(() => { this.#dueAt = Infinity; this.#fetch(); }, wait);
  }

  async #fetch() {
    this.#wanted = true;
    if (this.#busy) return;
    this.#busy = true;
    while (this.#wanted) {
      this.#wanted = false;
      try {
        const answer = await fetch(this.#url, { headers: { "X-Requested-With": "fetch" } });
        // Signed out or of another role now: the red band says so. What stands on the page stays until it is reloaded.
        if (answer.ok && !answer.redirected) this.show(await answer.text());
      } catch {
        break; // the red band says that the server is away; the next change fetches again
      }
    }
    this.#busy = false;
  }

  /** Takes the server's drawing of the whole part. Parsed as a document: a stranger's words are escaped by the template,
   *  and scripts in it do not run. */
  show(html) {
    const focus = focused(this.#part);
    const fresh = new DOMParser().parseFromString(html, "text/html").body;
    this.#held = false;
    const whole = this.#pieces(this.#part, fresh);
    if (whole) this.#postponedAt = 0;
    else {
      this.#postponedAt ||= Date.now();
      setTimeout(() => this.refresh({ now: true }), SETTLE_MS / 2);
    }
    focus?.();
    redraw(this.#part);
    this.#after();
  }

  #pieces(into, from) {
    const keyed = (element) => [...element.children].filter((child) => child.dataset.key);
    const old = new Map(keyed(into).map((child) => [child.dataset.key, child]));
    const fresh = new Map(keyed(from).map((child) => [child.dataset.key, child]));
    let whole = true;
    for (const [key, child] of fresh) {
      const stands = old.get(key);
      if (!stands) continue;
      delete stands.dataset.gone;
      if (stands.dataset.pieces !== undefined && child.dataset.pieces !== undefined) {
        copyAttributes(stands, child);
        whole = this.#pieces(stands, child) && whole;
      } else if (sources.get(stands) !== child.outerHTML) {
        if (inUse(stands)) this.#held = true;
        else old.set(key, replace(stands, child));
      }
    }
    const now = [...old].map(([key, child]) => ({ key, used: inUse(child) }));
    const same = now.length === fresh.size && [...fresh.keys()].every((key, at) => now[at].key === key);
    const still = !same && this.#travelled(into);
    const { order, gone, leave } = plan(now, [...fresh.keys()], still);
    for (const key of gone) old.get(key).remove();
    for (const key of leave) {
      this.#held = true;
      const left = old.get(key);
      if (left.dataset.gone === undefined) { left.dataset.gone = ""; this.#onGone(left); }
    }
    let before = null;
    for (const key of order) {
      const child = old.get(key) ?? adopt(fresh.get(key));
      const next = () => (before ? before.nextElementSibling : keyed(into)[0] ?? null);
      // What is moved loses the focus, and the words being typed go nowhere: so the others are moved past it.
      if (child.contains(document.activeElement)) while (next() !== child) child.after(next());
      else if (child !== next()) into.insertBefore(child, next());
      before = child;
    }
    return whole && !still;
  }

  #travelled(list) {
    if (list.dataset.list === undefined || !list.matches(":hover")) return false;
    if (this.#postponedAt && Date.now() - this.#postponedAt > AT_MOST_MS) return false;
    return Date.now() - (this.#movedAt.get(list) ?? 0) < SETTLE_MS;
  }

  /** What was left alone because somebody used it is drawn anew, or goes, when they leave it. */
  #tidy() {
    if (this.#held) this.refresh();
  }
}

function adopt(child) {
  const made = document.adoptNode(child);
  sources.set(made, made.outerHTML);
  return made;
}

function replace(stands, child) {
  const source = child.outerHTML;
  const made = document.adoptNode(child);
  sources.set(made, source);
  stands.replaceWith(made);
  return made;
}

/** Attributes the server gives; those a script keeps (aria-current, data-gone, data-open, open) stay. */
function copyAttributes(into, from) {
  const own = new Set(["aria-current", "data-gone", "data-open", "open", "aria-busy"]);
  for (const { name } of [...into.attributes]) if (!own.has(name) && !from.hasAttribute(name)) into.removeAttribute(name);
  for (const { name, value } of [...from.attributes]) if (into.getAttribute(name) !== value) into.setAttribute(name, value);
}

/** Remembers which control has the focus, by its piece, its form and its value. @returns {(() => void)|null} gives it back */
function focused(part) {
  const here = document.activeElement;
  if (!here || here === document.body || !part.contains(here)) return null;
  const piece = here.closest("[data-dispatch], [data-key]");
  const same = (other) => other.tagName === here.tagName && other.name === here.name && other.value === here.value
    && other.getAttribute("href") === here.getAttribute("href") && other.form?.getAttribute("action") === here.form?.getAttribute("action");
  return () => {
    if (here.isConnected) return;
    const again = document.getElementById(piece?.id ?? "") ?? part;
    [...again.querySelectorAll("a, button, summary, input")].find(same)?.focus({ preventScroll: true });
  };
}
