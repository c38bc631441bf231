/** The questions of a report: the always-asked ones, then the kind's own. An answer is kept when the kind changes. */
import { el } from "./card-parts.js";
import { t } from "./words.js";

/** Draw the questions into `box`, with the answers given so far. */
export function ask(box, always, own, answers = {}) {
  box.replaceChildren(...[...own, ...always].map((question) => {
    const name = `q.${question.code}`;
    const id = `q-${question.code}`;
    const given = answers[question.code] ?? "";
    return el("div", { class: "question" }, el("label", { for: id }, question.text), field(question, { id, name, given }));
  }));
}

function field({ answer, choices }, { id, name, given }) {
  if (answer === "yes_no" || answer === "choice") {
    const options = answer === "choice" ? choices.map(({ code, text }) => [code, text]) : [["yes", t("intake.yes")], ["no", t("intake.no")]];
    const select = el("select", { id, name }, el("option", { value: "" }, "–"), ...options.map(([value, text]) => el("option", { value }, text)));
    select.value = given;
    return select;
  }
  const input = el("input", { id, name, inputmode: answer === "number" ? "numeric" : null });
  input.value = given;
  return input;
}

/** @returns {Object<string, string>} code → answer, only what was answered */
export function answersOf(box) {
  const given = [...box.querySelectorAll("[name^='q.']")].filter(({ value }) => value !== "");
  return Object.fromEntries(given.map(({ name, value }) => [name.slice(2), value]));
}
