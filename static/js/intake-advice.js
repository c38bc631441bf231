/** What stands beside the form: agencies to send, likely duplicates, nearest units. Advice only; the taker decides. */
import { el, kindLabel, placeLine } from "./card-parts.js";
import { agencyName } from "./room.js";
import { t } from "./words.js";

const LATER = 4;

/** Checkboxes of the kind's agencies. The lead is checked, for a P1 its first supporters too; a P4 is handed over. */
export function fillAgencies(panel, codes, priority) {
  const box = panel.querySelector(".to-send .agency-boxes");
  const checked = priority === null ? 0 : priority === 1 ? 2 : priority < LATER ? 1 : 0;
  box.replaceChildren(...codes.map((code, at) => el("label", { class: "row" }, el("input", { type: "checkbox", name: "agencies", value: code, checked: at < checked }), agencyName(code))));
}

/** @param {{number, score, reasons}[]} results  @param {(number: string) => void} attach */
export function showDuplicates(panel, results, attach, store = null) {
  const section = panel.querySelector(".duplicates");
  section.hidden = results.length === 0;
  section.querySelector("ul").replaceChildren(...results.map(({ number, score, reasons }) => {
    const card = store?.get("incident", number);
    return el("li", { class: "row" },
      el("b", {}, number), card ? kindLabel(card, { code: false }) : null, card ? placeLine(card) : null,
      el("span", { class: "muted" }, [`${Math.round(score * 100)} %`, ...reasons.map(({ code, ...values }) => t(`intake.${code}`, values))].join(" · ")),
      el("button", { type: "button", class: "small", value: number, "aria-pressed": "false", onclick: () => attach(number) }, t("intake.attach")));
  }));
}

/** The nearest free unit of each agency, and which agency has none. */
export function showNear(panel, { units, shortfalls }) {
  const first = new Map();
  for (const unit of units) if (!first.has(unit.agency) && unit.distance_m !== null) first.set(unit.agency, unit);
  const near = [...first.values()].map(({ callsign, distance_m }) => t("intake.metres", { callsign, m: distance_m }));
  const none = shortfalls.filter(({ reason }) => ["all_busy", "off_duty"].includes(reason)).map(({ need }) => `${agencyName(need)}: ${t("intake.busy")}`);
  panel.querySelector(".near-units").textContent = [...near, ...none].join(" · ");
}
