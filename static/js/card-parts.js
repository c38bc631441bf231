/** Small pieces of a card, as DOM elements: drawn the same on the board, the desk, the wall and the incident's page.
 *  Only textContent, never innerHTML: a place name is typed by a stranger. */
import { formatAge, formatDue, secondsSince, wib } from "./clock.js";
import { agencyName, agencyWord, kindName } from "./room.js";
import { has, t } from "./words.js";

/** el("p", {class: "place", data: {confidence: "guess"}, title}, "text", child) → element. null children are left out. */
export function el(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "data") setData(made, value);
    else if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return made;
}

function setData(made, data) {
  for (const [name, value] of Object.entries(data)) {
    if (value === null || value === undefined || value === false) continue;
    made.dataset[name] = value === true ? "" : value;
  }
}

/** A running age: <time data-since>; clock.js keeps it running. */
export function age(iso, attributes = {}) {
  if (!iso) return null;
  return el("time", { class: "age", datetime: iso, title: wib(iso), data: { since: iso }, ...attributes }, formatAge(secondsSince(iso)));
}

/** A running countdown to `iso`; past it, "+0:12". */
export function countdown(iso, attributes = {}) {
  if (!iso) return null;
  return el("time", { class: "age", datetime: iso, title: wib(iso), data: { due: iso }, ...attributes }, formatDue(iso));
}

/** @returns {boolean} a dispatch that nobody has answered yet */
export const isWaiting = (dispatch) => dispatch.state === "sent";
/** @returns {boolean} a dispatch somebody still works on */
export const isOpen = (dispatch) => ["sent", "accepted", "en_route", "on_scene"].includes(dispatch.state);
/** @returns {boolean} an open incident in which some agency has not answered */
export const isUnanswered = (card) => card.state === "open" && (card.dispatches ?? []).some(isWaiting);
/** @returns {boolean} something a human must act on: overdue and not taken over, or declined and not dealt with */
export const needsHand = (dispatch) =>
  (dispatch.overdue && isWaiting(dispatch) && !dispatch.held) || (dispatch.state === "declined" && !dispatch.settled);

/** What a chip says, without the DOM: {state, since, overdue, settled, reason}. "seen" is "sent" that was looked at. */
export function chipState(dispatch) {
  const state = isWaiting(dispatch) && (dispatch.seen || dispatch.seen_at) ? "seen" : dispatch.state;
  return {
    state,
    // An unanswered order runs from when it was sent: that is how long the caller has waited, seen or not.
    since: dispatch[state === "seen" ? "sent_at" : `${state}_at`] ?? dispatch.sent_at,
    overdue: Boolean(dispatch.overdue) && isWaiting(dispatch),
    settled: state === "declined" && Boolean(dispatch.settled),
    reason: state === "declined" ? dispatch.reason : null,
  };
}

/** The agency's own word for a state, else the room's. */
export const stateWord = (agency, state) => agencyWord(agency, state) ?? t(`states.${state}`);

/** An agency's dispatch: letter, agency, word and its own running clock. `priority`: of its incident. */
export function dispatchChip(dispatch, { priority = null, size = null, showAgency = true } = {}) {
  const { state, since, overdue, settled, reason } = chipState(dispatch);
  const word = overdue ? t("states.overdue") : stateWord(dispatch.agency, state);
  const rung = overdue && dispatch.rung ? t(`rungs.${dispatch.rung}`) : null;
  const runs = !["done", "cancelled"].includes(state) && !settled;
  const said = [agencyName(dispatch.agency), word, reason && t(`reasons.${reason}`), rung && `→ ${rung}`, dispatch.held && t("states.held")];
  return el("span", {
    class: "chip",
    title: said.filter(Boolean).join(" · "),
    data: { state, overdue, settled, size, dispatch: dispatch.id, life: overdue && priority === 1 },
  },
    el("span", { class: "letter", "aria-hidden": "true" }, overdue ? "!" : t(`letters.${state}`)),
    showAgency ? el("span", { class: "agency" }, agencyName(dispatch.agency)) : null,
    el("span", { class: "word" }, reason ? `${word}: ${t(`reasons.${reason}`)}` : word),
    rung ? el("span", { class: "rung" }, `→ ${rung}`) : null,
    dispatch.held ? el("span", { class: "rung" }, t("states.held")) : null,
    runs ? age(since) : null);
}

/** A unit and what it does: {callsign, status, since?}. `agency` for its own words. */
export function unitChip(unit, { agency = unit.agency, showWord = true } = {}) {
  const word = (agency && agencyWord(agency, unit.status)) ?? t(`statuses.${unit.status}`);
  return el("span", { class: "unit-chip", title: `${unit.callsign} · ${word}`, data: { status: unit.status } },
    el("span", { class: "letter", "aria-hidden": "true" }, t(`letters.${unit.status}`)),
    el("span", { class: "callsign" }, unit.callsign),
    el("span", { class: showWord ? "word" : "word visually-hidden" }, word),
    unit.since ? age(unit.since) : null);
}

/** P1 … P4 with its word; a P1 that somebody has not answered pulses (the only thing that may). */
export function priorityBadge(card, { size = null } = {}) {
  const level = card.priority;
  return el("span", {
    class: "priority", title: t(`priorities.${level}`),
    data: { priority: level, size, unanswered: level === 1 && isUnanswered(card) },
  },
    el("span", { class: "letter" }, `P${level}`),
    el("span", { class: "word" }, t(`priorities.${level}`)));
}

/** The kind's name with its code; for a sealed incident the seal. */
export function kindLabel(card, { code = true } = {}) {
  if (card.stub) return stubMark();
  if (!card.kind) return el("span", { class: "kind muted" }, t("errors.no_kind"));
  return el("span", { class: "kind" }, kindName(card.kind), code ? " " : null, code ? el("span", { class: "code" }, card.kind) : null);
}

/** The mark of an incident whose content is sealed for this reader. */
export const stubMark = () => el("span", { class: "stub", title: t("states.sealed_why") }, t("states.sealed"));

/** Typed words first, then kelurahan and kecamatan; how sure the place is, unless it is exact. */
export function placeLine(card) {
  const { text, kelurahan, kecamatan, confidence } = card.place ?? {};
  const area = [kelurahan, kecamatan].filter((name, at, both) => name && both.indexOf(name) === at).join(", ");
  const unsure = confidence && !["exact", "street"].includes(confidence);
  return el("span", { class: "place", data: { confidence } },
    text || null,
    text && area ? " " : null,
    area ? el("span", { class: "where" }, area) : null,
    !text && !area ? el("span", { class: "where" }, t("confidence.no_place")) : null,
    unsure && !card.stub ? " " : null,
    unsure && !card.stub ? el("span", { class: "confidence" }, t(`confidence.${confidence}`)) : null);
}

/** Open, closed with its disposition's code, or merged into another. */
export function stateLabel(card) {
  const words = card.state === "merged" && card.merged_into ? `${t("states.merged")} → ${card.merged_into}` : t(`states.${card.state}`);
  return el("span", { class: "state", data: { state: card.state } }, words);
}

/** Verified, partly, refuted; nothing while unverified, which is the usual. */
export function verificationLabel(card) {
  const code = card.verification;
  if (!code || code === "unverified" || !has(`verification.${code}`)) return null;
  return el("span", { class: "state", data: { state: code } }, t(`verification.${code}`));
}

/** Board order: what needs a hand first, then priority, then the oldest. For Array.sort. */
export function byUrgency(a, b) {
  const hand = (card) => ((card.dispatches ?? []).some(needsHand) ? 0 : 1);
  return hand(a) - hand(b) || a.priority - b.priority || Date.parse(a.opened_at) - Date.parse(b.opened_at);
}
