/** A field with a list of choices below it: arrows, Enter, Tab, Escape, pointer. What was typed stays as typed. */
import { el } from "./card-parts.js";

export class Picker {
  #field; #list; #draw; #choose; #eager;
  #items = [];
  #at = -1;

  /** @param {HTMLElement} field  @param {HTMLElement} list  an empty [role=listbox]
   *  @param {object} how  draw(item) → nodes; choose(item); eager: the best one is marked at once, and Tab takes it */
  constructor(field, list, { draw, choose, eager = false }) {
    this.#field = field;
    this.#list = list;
    this.#draw = draw;
    this.#choose = choose;
    this.#eager = eager;
    field.addEventListener("keydown", (event) => this.#key(event));
    field.addEventListener("blur", () => this.close());
    list.addEventListener("pointerdown", (event) => {
      event.preventDefault(); // the field keeps the focus
      const row = event.target.closest("[role=option]");
      if (row) this.#take([...list.children].indexOf(row));
    });
  }

  get open() { return !this.#list.hidden; }

  show(items) {
    this.#items = items;
    this.#at = items.length && this.#eager ? 0 : -1;
    this.#list.replaceChildren(...items.map((item, at) => el("li", { role: "option", id: `${this.#list.id}-${at}` }, ...this.#draw(item))));
    this.#list.hidden = items.length === 0;
    if (this.#field.getAttribute("role") === "combobox") this.#field.setAttribute("aria-expanded", String(items.length > 0));
    this.#mark();
  }

  close() {
    if (this.open) this.show([]);
  }

  #key(event) {
    if (!this.open || event.isComposing) return;
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (move) {
      event.preventDefault();
      this.#at = (this.#at + move + this.#items.length + (this.#at === -1 && move < 0 ? 1 : 0)) % this.#items.length;
      this.#mark();
    } else if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      this.close();
    } else if (this.#at >= 0 && ((event.key === "Enter" && !event.ctrlKey) || (event.key === "Tab" && this.#eager && !event.shiftKey))) {
      event.preventDefault(); // choosing decides where the focus goes
      event.stopPropagation();
      this.#take(this.#at);
    }
  }

  #take(at) {
    const item = this.#items[at];
    this.close();
    if (item) this.#choose(item);
  }

  #mark() {
    [...this.#list.children].forEach((row, at) => {
      row.setAttribute("aria-selected", String(at === this.#at));
      if (at === this.#at) row.scrollIntoView({ block: "nearest" });
    });
    if (this.#at >= 0) this.#field.setAttribute("aria-activedescendant", `${this.#list.id}-${this.#at}`);
    else this.#field.removeAttribute("aria-activedescendant");
  }
}
