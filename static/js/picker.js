/** A field with a list of choices below it (combobox): arrows, Enter, Escape, pointer. The typed words stay as typed. */
import { el } from "./card-parts.js";

export class Picker {
  #field;
  #list;
  #draw;
  #choose;
  #items = [];
  #at = -1;

  /** @param {HTMLInputElement} field  @param {HTMLElement} list  @param {{draw: (item) => Node[], choose: (item) => void}} how */
  constructor(field, list, { draw, choose }) {
    this.#field = field;
    this.#list = list;
    this.#draw = draw;
    this.#choose = choose;
    field.addEventListener("keydown", (event) => this.#key(event));
    field.addEventListener("blur", () => setTimeout(() => this.close(), 120));
  }

  show(items) {
    this.#items = items;
    this.#at = items.length ? 0 : -1;
    this.#list.replaceChildren(...items.map((item, at) => el("li", { role: "option", id: `${this.#list.id}-${at}`, onpointerdown: (event) => { event.preventDefault(); this.#take(at); } }, ...this.#draw(item))));
    this.#list.hidden = items.length === 0;
    this.#field.setAttribute("aria-expanded", String(items.length > 0));
    this.#mark();
  }

  close() { if (!this.#list.hidden) this.show([]); }

  #key(event) {
    if (this.#list.hidden) return;
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (move) { event.preventDefault(); this.#at = (this.#at + move + this.#items.length) % this.#items.length; this.#mark(); }
    else if (event.key === "Escape") { event.stopPropagation(); this.close(); }
    else if ((event.key === "Enter" && !event.ctrlKey) || (event.key === "Tab" && this.#field.dataset.taken !== this.#field.value)) {
      if (event.key === "Enter") event.preventDefault();
      this.#take(this.#at);
    }
  }

  #take(at) {
    const item = this.#items[at];
    this.close();
    if (item) this.#choose(item);
  }

  #mark() {
    [...this.#list.children].forEach((row, at) => row.setAttribute("aria-selected", String(at === this.#at)));
    if (this.#at >= 0) this.#field.setAttribute("aria-activedescendant", `${this.#list.id}-${this.#at}`);
    else this.#field.removeAttribute("aria-activedescendant");
  }
}
