/** Keys by a small declared map. bind([{keys: "n", what: words, run}]) → how to unbind.
 *  Keys never fire while the person types, unless the entry says `typing: true`. Single letters can be switched off in
 *  the `?` list: some people work with aids that send letters by accident (WCAG 2.1.4). */
import { t } from "./words.js";

const STORED = "single-keys";
const bound = new Set();

/** @returns {string} "n", "?", "Alt+1", "Ctrl+Enter", "Escape": modifiers in the order Ctrl Alt Shift Meta; Shift only
 *  where the key does not show it already. */
export function combo({ key, ctrlKey, altKey, shiftKey, metaKey }) {
  const name = key === " " ? "Space" : key.length === 1 ? key.toLowerCase() : key;
  const parts = [ctrlKey && "Ctrl", altKey && "Alt", shiftKey && (key.length > 1 || /\p{L}/u.test(key)) && "Shift", metaKey && "Meta"];
  return [...parts.filter(Boolean), name].join("+");
}

const FREE_OF_TYPING = /^(button|checkbox|radio|submit|reset|file|image|color|range)$/;

/** @returns {boolean} whether keys now go into words: a text field, a list, anything editable */
export function isTyping(target) {
  if (!target?.tagName) return false;
  const tag = target.tagName.toLowerCase();
  if (tag === "input") return !FREE_OF_TYPING.test(target.type ?? "text");
  return tag === "textarea" || tag === "select" || Boolean(target.isContentEditable);
}

/** @returns {object|undefined} the entry for this key press, or none: the latest bound wins */
export function pick(event, entries, { singles = true, modal = null } = {}) {
  if (event.defaultPrevented || event.isComposing) return undefined;
  const pressed = combo(event);
  // Enter and Space belong to the button or link that has the focus.
  if (/^(Enter|Space)$/.test(pressed) && event.target?.closest?.("button, a, summary, label")) return undefined;
  const single = !/^(Ctrl|Alt|Meta)\+|^(Escape|F\d+|Arrow\w+|Enter|Home|End|Page\w+)$/.test(pressed);
  return [...entries].reverse().find((entry) =>
    [entry.keys].flat().includes(pressed)
    && (entry.typing || !isTyping(event.target))
    && (!event.repeat || entry.repeat)
    && (singles || !single || entry.always)
    && (!modal || modal.contains(entry.within ?? null))
    && (!entry.within || entry.within.contains(event.target))
    && (entry.when?.() ?? true));
}

/** Entries: {keys: "n" | ["j", "ArrowDown"], what: words for the list, run(event), typing?, repeat?, within?: element,
 *  when?(): boolean, always?: not switched off with the letters}. Returns how to unbind. */
export function bind(entries) {
  entries.forEach((entry) => bound.add(entry));
  return () => entries.forEach((entry) => bound.delete(entry));
}

export const singlesOn = () => globalThis.localStorage?.getItem(STORED) !== "off";

/** Shows every key of this page in a dialog. */
export function showKeys() {
  const dialog = document.getElementById("keys");
  const list = dialog.querySelector(".key-list");
  list.replaceChildren(...[...bound].filter(({ what }) => what).flatMap(({ keys, what }) => {
    const term = document.createElement("dt");
    [keys].flat().forEach((key) => {
      const cap = document.createElement("kbd");
      cap.textContent = key;
      term.append(cap, " ");
    });
    const words = document.createElement("dd");
    words.textContent = what;
    return [term, words];
  }));
  const toggle = dialog.querySelector("[name=singles]");
  toggle.checked = singlesOn();
  toggle.onchange = () => localStorage.setItem(STORED, toggle.checked ? "on" : "off");
  if (!dialog.open) dialog.showModal();
}

if (globalThis.document) {
  document.addEventListener("keydown", (event) => {
    const entry = pick(event, bound, { singles: singlesOn(), modal: document.querySelector("dialog:modal") });
    if (!entry) return;
    event.preventDefault();
    entry.run(event);
  });
  bind([{ keys: ["?", "F1"], what: t("keys.help"), always: true, run: showKeys }]);
}
