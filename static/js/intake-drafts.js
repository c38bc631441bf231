/** The member's reports that are begun and not sent: offered above the form, each one key press away. Reports that were
 *  set aside go on being saved by their own savers. */
import { el } from "./card-parts.js";
import { t } from "./words.js";

export class Drafts {
  #box; #name; #resume;
  #messages = new Map();
  #numbers = new Map();
  #savers = new Map();
  #current = null;

  /** @param {HTMLElement} box  @param {{drafts: object[], name: (kind) => string, resume: (message) => void}} parts */
  constructor(box, { drafts, name, resume }) {
    this.#box = box;
    this.#name = name;
    this.#resume = resume;
    for (const draft of drafts) {
      this.#messages.set(draft.id, draft);
      this.#numbers.set(draft.id, draft.number);
    }
  }

  find(id) { return this.#messages.get(id) ?? null; }

  saverOf(id) { return this.#savers.get(id) ?? null; }

  /** This one is in the form now. */
  opened(saver) {
    this.#current = saver.id;
    this.#savers.set(saver.id, saver);
    this.draw();
  }

  /** The form goes to another report; an unsent one that says something stays on offer. */
  aside(saver) {
    if (saver.message && !saver.filed) this.#messages.set(saver.id, saver.message);
    if (!saver.message) this.#savers.delete(saver.id);
  }

  /** What a saver said: a sent report is no draft any more. */
  told(saver, state, detail) {
    if (detail?.number) this.#numbers.set(saver.id, detail.number);
    if (state === "filed" || saver.filed) this.#messages.delete(saver.id);
    else if (this.#messages.has(saver.id) && saver.message) this.#messages.set(saver.id, saver.message);
    this.draw();
  }

  /** How many reports of this tab the server has not got, and whether leaving the page would hide one. */
  get unsent() { return [...this.#savers.values()].filter((saver) => saver.unsaved && ["unsent", "refused"].includes(saver.state)).length; }

  draw() {
    const shown = [...this.#messages.values()].filter(({ id }) => id !== this.#current).sort((a, b) => (a.id < b.id ? 1 : -1));
    this.#box.hidden = shown.length === 0;
    this.#box.querySelector("ul").replaceChildren(...shown.map((message) => this.#button(message)));
  }

  #button(message) {
    const words = [this.#numbers.get(message.id), message.kind && this.#name(message.kind), message.place?.text, message.answers?.kind_words, !message.kind && !message.place?.text && message.text];
    const stuck = this.#savers.get(message.id)?.state === "unsent";
    return el("li", {}, el("button", { type: "button", class: "small", data: { draft: message.id, unsent: stuck }, onclick: () => this.#resume(message) },
      el("span", { class: "words" }, words.filter(Boolean).join(" · ") || t("intake.empty_draft")), stuck ? el("b", {}, t("intake.unsent_short")) : null));
  }
}
