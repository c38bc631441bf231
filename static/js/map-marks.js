/** How incidents and units look on the map's canvas. Shape and letter say it without colour: a square with the priority's
 *  digit is an incident, a disc with the agency's letter is a unit. Plain drawing, no library. */
import { isWaiting, needsHand } from "./card-parts.js";

const FREE = new Set(["available", "off_duty"]);
const FONT = "system-ui, 'Segoe UI', Roboto, 'Noto Sans', sans-serif";

/** Whether an incident must be found at a glance: overdue or declined with nobody on it, or a P1 that waits. */
export const alarms = (card) =>
  card.state === "open" && (card.dispatches ?? []).some((one) => needsHand(one) || (card.priority === 1 && isWaiting(one)));

/** @returns {{fill, ink, rim: string}} tokens; red is for life at risk only */
export function incidentTokens(card) {
  const states = (card.dispatches ?? []).map(({ state }) => state);
  if (card.priority === 1) return { fill: "--life-at-risk-fill", ink: "--on-life-at-risk", rim: states.includes("sent") ? "--waiting" : "--panel" };
  if (states.includes("sent") || !states.length) return { fill: "--waiting-fill", ink: "--on-waiting", rim: "--panel" };
  if (states.includes("on_scene")) return { fill: "--on-scene-fill", ink: "--on-on-scene", rim: "--panel" };
  return { fill: "--under-way-fill", ink: "--on-under-way", rim: "--panel" };
}

/** @returns {{fill, ink, rim: string}} tokens of a unit: free units are hollow, those at work are filled */
export function unitTokens({ status }) {
  if (status === "off_duty") return { fill: "--panel", ink: "--settled", rim: "--line" };
  if (FREE.has(status)) return { fill: "--panel", ink: "--ink", rim: "--ink-soft" };
  if (status === "on_scene" || status === "at_destination") return { fill: "--on-scene-fill", ink: "--on-on-scene", rim: "--panel" };
  return { fill: "--under-way-fill", ink: "--on-under-way", rim: "--panel" };
}

/** What is written on a unit's disc: its agency's first letter. */
export const unitLetter = ({ agency, callsign }) => (agency || callsign || "?").charAt(0);

/** A square with the priority's digit, centred on x, y; r is half its side. */
export function drawIncident(context, x, y, r, { colours, text, chosen }) {
  const round = 3;
  context.beginPath();
  context.roundRect(x - r, y - r, 2 * r, 2 * r, round);
  paint(context, colours, chosen ? 3 : 2, chosen);
  write(context, text, x, y, r * 1.45, colours.ink);
}

/** A disc; with its letter only when it is large enough to be read. */
export function drawUnit(context, x, y, r, { colours, text }) {
  context.beginPath();
  context.arc(x, y, r, 0, 2 * Math.PI);
  paint(context, colours, 1.5, false);
  if (r >= 6) write(context, text, x, y, r * 1.35, colours.ink);
}

function paint(context, { fill, rim, focus }, width, chosen) {
  context.setLineDash([]);
  context.fillStyle = fill;
  context.fill();
  context.lineWidth = width;
  context.strokeStyle = chosen ? focus : rim;
  context.stroke();
}

function write(context, text, x, y, size, ink) {
  context.font = `700 ${size}px ${FONT}`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillStyle = ink;
  context.fillText(text, x, y + size * 0.06);
}
