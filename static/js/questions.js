/** The questions of a report. Yes/no and short choices are one key each; an answer is kept when the kind changes. */
import { el } from "./card-parts.js";
import { t } from "./words.js";

/** Always-asked questions that have a field of their own in the form. */
export const HAS_FIELD = new Set(["where", "callback_number", "what", "caller"]);
const MOST_SEGMENTS = 5;

/** @returns {[string, string, string][]} [code, words, key] of a question with few answers; empty for one that is typed */
export function optionsOf({ answer, choices = [] }) {
  if (answer === "yes_no") return ["yes", "no", "unknown"].map((code) => [code, t(`intake.${code}`), t(`intake.${code}_key`)]);
  if (answer === "choice") return choices.map(({ code, text }, at) => [code, text, String(at + 1)]);
  return [];
}

/** Draws the questions into `box`, with the answers given so far. */
export function ask(box, questions, answers = {}) {
  box.replaceChildren(...questions.map((question) => {
    const options = optionsOf(question);
    const given = answers[question.code] ?? "";
    const make = options.length === 0 ? typed : options.length <= MOST_SEGMENTS ? segments : list;
    return make(question, options, String(given));
  }));
}

function typed({ code, text, answer }, _, given) {
  const field = el("input", { id: `q-${code}`, name: `q.${code}`, autocomplete: "off", inputmode: answer === "number" ? "numeric" : null });
  field.value = given;
  return el("div", { class: "question", data: { answer } }, el("label", { for: `q-${code}` }, text), field);
}

function list({ code, text, answer }, options, given) {
  const field = el("select", { id: `q-${code}`, name: `q.${code}` }, el("option", { value: "" }, "–"), ...options.map(([value, words]) => el("option", { value }, words)));
  field.value = given;
  return el("div", { class: "question", data: { answer } }, el("label", { for: `q-${code}` }, text), field);
}

function segments({ code, text, answer }, options, given) {
  const group = segmented({ name: `q.${code}`, label: `q-${code}`, options, given });
  return el("div", { class: "question", data: { answer } }, el("span", { class: "asked", id: `q-${code}` }, text), group);
}

/** A row of small answers, of which one is chosen: arrows or the key of each; Delete takes it back. */
export function segmented({ name, label, options, given = "" }) {
  const group = el("div", { class: "segments", role: "radiogroup", "aria-labelledby": label });
  group.append(...options.map(([value, words, key]) => {
    const radio = el("input", { type: "radio", name, value, data: { key } });
    radio.checked = value === given;
    return el("label", {}, radio, el("span", {}, el("kbd", { "aria-hidden": "true" }, key), words));
  }));
  group.addEventListener("keydown", answerByKey);
  return group;
}

/** For a [role=radiogroup]: the key of an answer chooses it and goes on; Delete takes it back. */
export function answerByKey(event) {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  const radios = [...event.currentTarget.querySelectorAll("input")];
  const chosen = radios.find(({ dataset }) => dataset.key === event.key.toLowerCase());
  if (event.key === "Delete" || event.key === "Backspace") radios.forEach((radio) => { radio.checked = false; });
  else if (chosen) chosen.checked = true;
  else return;
  event.preventDefault(); // these letters are answers here, not keys of the page
  event.currentTarget.dispatchEvent(new Event("change", { bubbles: true }));
  if (chosen) event.currentTarget.dispatchEvent(new CustomEvent("answered", { bubbles: true }));
}

/** @returns {Object<string, string>} code → answer, only what was answered */
export function answersOf(box) {
  const given = [...box.querySelectorAll("[name^='q.']")].filter((field) => (field.type === "radio" ? field.checked : field.value.trim() !== ""));
  return Object.fromEntries(given.map(({ name, value }) => [name.slice(2), value]));
}
