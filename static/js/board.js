/** The board: every open incident in sight, by priority and age. Rows are keyed; news goes into the row where it stands.
 *  While somebody aims at a row (pointer or keys) the order stands still and the board says how many changes wait. */
import { byPriority, figures, Hold, waiting } from "./board-order.js";
import { Row } from "./board-row.js";
import { el } from "./card-parts.js";
import { eachSecond, redraw } from "./clock.js";
import { isEmpty, passes, read, write } from "./filters.js";
import { bind } from "./keys.js";
import { kindName } from "./room.js";
import { t } from "./words.js";

const FRESH_MS = 120_000;

export class Board {
  #root; #body; #form; #notice; #store; #onSelect;
  #rows = new Map();
  #stale = new Set();
  #hold = new Hold();
  #asked = false;
  #drawn = false;
  #current = null;
  #filters;

  /** @param {HTMLElement} root  templates/dispatch/_board.html  @param {{store, onSelect: (number) => void}} parts */
  constructor(root, { store, onSelect = () => {} }) {
    this.#root = root;
    this.#body = root.querySelector("tbody");
    this.#form = root.querySelector(".filters");
    this.#notice = root.querySelector(".board-held");
    this.#store = store;
    this.#onSelect = onSelect;
    this.#fill(read(location.search));
    this.#listen();
    this.#keys();
    store.subscribe((changes) => this.#hear(changes), { replay: true });
    document.addEventListener("feed:health", ({ detail }) => { if (!this.#drawn && detail.state === "live") this.#ask(); });
    eachSecond(() => { if (!this.#notice.hidden && !this.#hold.on) this.#draw(); });
  }

  /** The open incidents, filtered away or not. */
  get open() { return this.#store.all("incident").filter(({ state }) => state === "open"); }

  /** Puts the keyboard on a row (from the map, from the intake); clears the filters when they hide it. */
  show(number) {
    if (!this.#rows.has(number)) {
      this.#fill({ q: "", agency: "", group: "", kecamatan: "", only: "", priority: [] });
      this.#filtered();
    }
    this.#go(number);
  }

  #hear(changes) {
    const mine = changes.filter(({ type }) => type === "incident");
    mine.forEach(({ id }) => this.#stale.add(id));
    if (mine.length) this.#ask();
  }

  // A burst of frames is one drawing. A hidden tab gets no animation frames, and need not draw.
  #ask() {
    if (this.#asked) return;
    this.#asked = true;
    const run = () => { this.#asked = false; this.#draw(); };
    if (document.hidden) setTimeout(run, 500);
    else requestAnimationFrame(run);
  }

  #draw({ now = false } = {}) {
    const open = this.open;
    const wanted = open.filter((card) => passes(card, this.#filters, kindName)).sort(byPriority);
    this.#count(open, wanted.length);
    for (const number of this.#stale) this.#refresh(number);
    this.#stale.clear();
    const news = waiting([...this.#rows.keys()], wanted);
    const still = this.#drawn && !now && this.#hold.on && this.#rows.size > 0;
    if (!still && (news.changes || !this.#drawn)) this.#arrange(wanted);
    this.#tell(still ? news : { changes: 0, life: 0 });
  }

  #refresh(number) {
    const row = this.#rows.get(number);
    if (!row) return;
    const card = this.#store.get("incident", number);
    row.update(card ?? { ...row.card, state: "closed" });
  }

  #arrange(wanted) {
    const focused = this.#body.contains(document.activeElement) ? document.activeElement : null;
    const anchor = focused?.closest("tr");
    const before = anchor?.getBoundingClientRect().top;
    const kept = new Map(wanted.map((card) => [card.number, this.#rows.get(card.number) ?? this.#make(card)]));
    for (const [number, row] of this.#rows) if (!kept.has(number)) row.element.remove();
    if (!this.#drawn || !kept.size || !this.#rows.size) this.#body.replaceChildren();
    this.#rows = kept;
    this.#drawn = true;
    let at = this.#body.firstElementChild;
    for (const { element } of kept.values()) {
      if (element === at) at = at.nextElementSibling;
      else this.#body.insertBefore(element, at);
    }
    if (!kept.size) this.#body.append(el("tr", { class: "none", role: "row" }, el("td", { role: "cell", class: "empty" }, t(isEmpty(this.#filters) ? "board.none" : "board.none_fits"))));
    if (focused?.isConnected && document.activeElement !== focused) focused.focus({ preventScroll: true });
    if (anchor?.isConnected) this.#root.querySelector(".board-scroll").scrollTop += anchor.getBoundingClientRect().top - before;
    this.#rove();
  }

  #make(card) {
    const row = new Row(card, this.#drawn);
    redraw(row.element);
    if (this.#drawn) setTimeout(() => row.seen(), FRESH_MS);
    return row;
  }

  #count(open, shown) {
    for (const [name, number] of Object.entries(figures(open))) {
      const place = this.#root.querySelector(`[data-count="${name}"]`);
      if (place.textContent !== String(number)) place.textContent = number;
      place.closest("[data-only]")?.toggleAttribute("data-on", number > 0);
    }
    const some = this.#root.querySelector(".board-shown");
    some.hidden = isEmpty(this.#filters);
    some.querySelector(".words").textContent = t("board.shown", { n: shown, of: open.length });
  }

  #tell({ changes, life }) {
    this.#notice.hidden = changes === 0;
    if (!changes) return;
    this.#notice.toggleAttribute("data-life", life > 0);
    const words = life ? t("board.waiting_life", { n: changes, life }) : t("board.waiting", { n: changes });
    const place = this.#notice.querySelector(".words");
    if (place.textContent !== words) place.textContent = words;
  }

  // ── Moving about ──

  #go(number) {
    const row = this.#rows.get(number);
    if (!row) return;
    row.link.focus({ preventScroll: true });
    row.element.scrollIntoView({ block: "nearest" });
  }

  #step(by) {
    this.#hold.aim(Hold.KEYS_MS);
    const numbers = [...this.#rows.keys()];
    const at = numbers.indexOf(this.#current);
    const inside = this.#body.contains(document.activeElement);
    this.#go(numbers[at === -1 || !inside ? Math.max(at, 0) : Math.max(0, Math.min(numbers.length - 1, at + by))]);
  }

  // One stop for Tab: the current row, else the first.
  #rove() {
    const current = this.#rows.has(this.#current) ? this.#current : this.#rows.keys().next().value;
    for (const [number, { link, element }] of this.#rows) {
      const tabindex = number === current ? 0 : -1;
      if (link.tabIndex !== tabindex) link.tabIndex = tabindex;
      if ((number === this.#current) !== element.hasAttribute("data-current")) element.toggleAttribute("data-current", number === this.#current);
    }
  }

  #listen() {
    const rowOf = ({ target }) => this.#rows.get(target.closest?.("tr")?.dataset.number);
    this.#body.addEventListener("pointermove", () => this.#hold.aim(Hold.POINTER_MS), { passive: true });
    this.#body.addEventListener("pointerleave", () => { if (!this.#body.contains(document.activeElement)) this.#letGo(); });
    this.#body.addEventListener("pointerover", (event) => rowOf(event)?.seen());
    this.#body.addEventListener("focusin", (event) => {
      const row = rowOf(event);
      if (!row) return;
      row.seen();
      this.#current = row.number;
      this.#rove();
      this.#onSelect(row.number);
    });
    this.#body.addEventListener("focusout", ({ relatedTarget }) => { if (!this.#body.contains(relatedTarget) && !this.#body.matches(":hover")) this.#letGo(); });
    this.#body.addEventListener("click", (event) => { if (!event.target.closest("a")) rowOf(event)?.link.focus({ preventScroll: true }); });
    this.#body.addEventListener("dblclick", (event) => { const row = rowOf(event); if (row) location.assign(row.link.href); });
    this.#notice.querySelector("button").addEventListener("click", () => this.#draw({ now: true }));
    this.#form.addEventListener("submit", (event) => { event.preventDefault(); this.#step(0); });
    this.#form.addEventListener("input", () => this.#filtered());
    this.#root.querySelector("[data-unfilter]").addEventListener("click", () => { this.#fill(read("")); this.#filtered(); this.#form.elements.q.focus(); });
    for (const button of this.#root.querySelectorAll("[data-only]")) {
      button.addEventListener("click", () => {
        this.#form.elements.only.value = this.#filters.only === button.dataset.only ? "" : button.dataset.only;
        this.#filtered();
      });
    }
    addEventListener("popstate", () => { this.#fill(read(location.search)); this.#draw({ now: true }); });
  }

  #letGo() {
    this.#hold.release();
    if (!this.#notice.hidden) this.#draw();
  }

  #keys() {
    // Arrows move rows only where they have no meaning of their own: on the board itself or on nothing.
    const when = () => document.activeElement === document.body || document.activeElement?.id === "main" || this.#root.querySelector(".board-scroll").contains(document.activeElement);
    const search = this.#form.elements.q;
    bind([
      { keys: "/", what: t("board.search"), run: () => { search.focus(); search.select(); } },
      { keys: ["ArrowDown", "j"], what: t("board.down"), when, repeat: true, run: () => this.#step(1) },
      { keys: ["ArrowUp", "k"], what: t("board.up"), when, repeat: true, run: () => this.#step(-1) },
      { keys: ".", what: t("board.apply"), run: () => this.#draw({ now: true }) },
      { keys: "Enter", what: t("board.open"), when: () => false, run: () => {} }, // the link does it by itself; here for the list of keys
      { keys: "Escape", within: search, typing: true, run: () => { if (search.value) { search.value = ""; this.#filtered(); } else search.blur(); } },
    ]);
  }

  // ── Filters ──

  #fill(filters) {
    this.#filters = filters;
    const { elements } = this.#form;
    for (const name of ["q", "agency", "group", "kecamatan", "only"]) elements[name].value = filters[name];
    for (const box of this.#form.querySelectorAll('[name="priority"]')) box.checked = filters.priority.includes(box.value);
    this.#press();
  }

  #press() {
    for (const button of this.#root.querySelectorAll("[data-only]")) button.setAttribute("aria-pressed", String(button.dataset.only === this.#filters.only));
  }

  #filtered() {
    const { q, agency, group, kecamatan, only } = this.#form.elements;
    const priority = [...this.#form.querySelectorAll('[name="priority"]:checked')].map(({ value }) => value);
    this.#filters = { q: q.value, agency: agency.value, group: group.value, kecamatan: kecamatan.value, only: only.value, priority };
    const query = write(this.#filters);
    history.replaceState(null, "", query ? `?${query}` : location.pathname);
    this.#press();
    this.#draw({ now: true });
  }
}
