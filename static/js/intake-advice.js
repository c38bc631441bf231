/** What stands beside the report's form: agencies to send with their nearest units, and incidents that may be the same.
 *  Advice only: the taker decides. */
import { age, dispatchChip, el, kindLabel, placeLine } from "./card-parts.js";
import { formatAge } from "./clock.js";
import { agencyName, room } from "./room.js";
import { has, t } from "./words.js";

const HAND_OVER = 4;

/** Which of a kind's agencies are checked at first: the lead; for a P1 its first supporter too; none for what is handed over. */
export const firstToSend = (codes, priority) => (priority === HAND_OVER ? [] : codes.slice(0, priority === 1 ? 2 : 1));

/** 850 → "850 m", 2340 → "2,3 km" in the reader's language. */
export function distance(metres, language = room.member?.language ?? "id") {
  if (metres < 1000) return `${Math.round(metres / 10) * 10} m`;
  return `${new Intl.NumberFormat(language, { maximumFractionDigits: 1, minimumFractionDigits: 1 }).format(metres / 1000)} km`;
}

/** @returns {Map<string, object[]>} agency → its nearest units, nearest first */
export function byAgency(units) {
  const sorted = new Map();
  for (const unit of units) sorted.set(unit.agency, [...(sorted.get(unit.agency) ?? []), unit]);
  return sorted;
}

/** Checkboxes of the agencies one may send; touched ones keep their check when the kind or the units change. */
export class Agencies {
  #box; #other; #changed;
  #codes = [];
  #checked = new Set();
  #touched = new Set();
  #decided = false;
  #near = { units: [], shortfalls: [] };
  #sent = [];

  /** @param {HTMLElement} root  .to-send  @param {() => void} changed */
  constructor(root, changed) {
    this.#box = root.querySelector(".agency-boxes");
    this.#other = root.querySelector("[data-other-agency]");
    this.#changed = changed;
    this.#box.addEventListener("change", ({ target }) => this.#check(target.value, target.checked));
    this.#other.addEventListener("change", () => { if (this.#other.value) this.#check(this.#other.value, true); this.#other.value = ""; });
  }

  get checked() { return this.#codes.filter((code) => this.#checked.has(code) && !this.#isSent(code)); }

  /** Empty; with a list, as an earlier draft had it: then nothing is checked by itself any more. */
  reset(checked = null) {
    this.#decided = checked !== null;
    this.#codes = [...(checked ?? [])];
    this.#checked = new Set(checked);
    this.#touched = new Set(checked);
    this.#near = { units: [], shortfalls: [] };
    this.#sent = [];
    this.#draw();
  }

  /** The agencies of the kind now chosen. */
  offer(codes, priority) {
    const first = this.#decided ? [] : firstToSend(codes, priority);
    const own = this.#codes.filter((code) => this.#touched.has(code) && this.#checked.has(code));
    this.#codes = [...new Set([...codes, ...own])];
    for (const code of this.#codes) if (!this.#touched.has(code)) this.#checked[first.includes(code) ? "add" : "delete"](code);
    this.#draw();
  }

  near(recommendation) {
    this.#near = recommendation;
    this.#draw();
  }

  /** What has been sent already: chips instead of boxes. */
  sent(dispatches, priority) {
    this.#sent = dispatches.filter(({ state }) => !["cancelled", "declined"].includes(state)).map((one) => ({ one, priority }));
    this.#draw();
  }

  #isSent(code) { return this.#sent.some(({ one }) => one.agency === code); }

  #check(code, on) {
    this.#touched.add(code);
    if (!this.#codes.includes(code)) this.#codes.push(code);
    this.#checked[on ? "add" : "delete"](code);
    this.#draw();
    this.#changed();
  }

  #draw() {
    const focused = this.#box.contains(document.activeElement) ? document.activeElement.value : null;
    const near = byAgency(this.#near.units);
    const codes = [...new Set([...this.#sent.map(({ one }) => one.agency), ...this.#codes])];
    this.#box.replaceChildren(...codes.map((code) => this.#row(code, near.get(code) ?? [])));
    if (!codes.length) this.#box.append(el("p", { class: "hint" }, t("intake.no_agencies")));
    for (const option of this.#other.options) option.hidden = codes.includes(option.value);
    if (focused) this.#box.querySelector(`input[value="${CSS.escape(focused)}"]`)?.focus();
  }

  #row(code, units) {
    const sent = this.#sent.find(({ one }) => one.agency === code);
    if (sent) return el("div", { class: "agency sent" }, dispatchChip(sent.one, { priority: sent.priority }));
    const box = el("input", { type: "checkbox", name: "agencies", value: code });
    box.checked = this.#checked.has(code);
    const short = this.#near.shortfalls.find(({ need }) => need === code);
    return el("div", { class: "agency" }, el("label", {}, box, el("b", {}, agencyName(code))),
      units[0] ? nearest(units[0]) : null,
      short && has(`shortfalls.${short.reason}`) ? el("span", { class: "shortfall" }, t(`shortfalls.${short.reason}`)) : null);
  }
}

function nearest({ callsign, distance_m: metres, eta_s: eta, reasons, age_of_fix_s: old }) {
  const facts = metres === null ? [] : [distance(metres), `~${Math.max(1, Math.round(eta / 60))} ${t("intake.minutes")}`];
  const doubts = metres === null ? [] : reasons.filter((code) => code !== "available" && has(`unit_reasons.${code}`)).map((code) => t(`unit_reasons.${code}`, { age: old === null ? "" : formatAge(old) }));
  return el("span", { class: "nearest", title: [callsign, ...facts, ...doubts].join(" · ") },
    facts.join(" "), doubts.length ? el("span", { class: "doubt" }, "?") : null, " ", el("span", { class: "callsign" }, callsign));
}

/** The list of likely duplicates. @param {{number, score, reasons}[]} results  @param {string|null} chosen  attached to
 *  @param {{store, attach: ((number) => void)|null}} parts  null: too late to attach */
export function drawDuplicates(section, results, chosen, { store, attach }) {
  section.hidden = results.length === 0;
  section.querySelector("ul").replaceChildren(...results.map(({ number, reasons }, at) => {
    const card = store.get("incident", number);
    return el("li", { data: { chosen: number === chosen } },
      el("a", { href: `/kejadian/${number}/`, target: "_blank", rel: "noopener" }, number),
      el("span", { class: "alike" }, ...(card ? [kindLabel(card, { code: false }), " ", placeLine(card), " ", age(card.opened_at)] : [])),
      attach && el("button", { type: "button", class: "small", value: number, "aria-pressed": String(number === chosen), onclick: () => attach(number) },
        t(number === chosen ? "intake.detach" : "intake.attach"), at === 0 ? el("kbd", { "aria-hidden": "true" }, "Alt+G") : null),
      el("span", { class: "why muted" }, reasons.filter(({ code }) => code !== "age" || !card).map(({ code, ...values }) => t(`intake.${code}`, values.m === undefined ? values : { m: distance(values.m) })).join(" · ")));
  }));
}
