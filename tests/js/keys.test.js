import assert from "node:assert/strict";
import test from "node:test";
import { combo, isTyping, pick } from "../../static/js/keys.js";

const press = (key, more = {}) => ({ key, ctrlKey: false, altKey: false, shiftKey: false, metaKey: false, target: { tagName: "BODY" }, ...more });
const field = (type = "text") => ({ tagName: "INPUT", type });
const entries = [{ keys: "n" }, { keys: ["j", "ArrowDown"], repeat: true }, { keys: "Ctrl+Enter", typing: true }, { keys: "?", always: true }];
const keysOf = (event, options) => pick(event, entries, options)?.keys;

test("keys are named as they are printed in the list", () => {
  const named = [
    press("n"), press("N", { shiftKey: true }), press("?", { shiftKey: true }), press("Enter", { ctrlKey: true }), press("1", { altKey: true }),
    press("Tab", { shiftKey: true }), press(" "), press("Escape"),
  ].map(combo);
  assert.deepEqual(named, ["n", "Shift+n", "?", "Ctrl+Enter", "Alt+1", "Shift+Tab", "Space", "Escape"]);
});

test("caps lock does not switch the keys off", () => {
  assert.equal(combo(press("N")), "n");
});

test("a key finds its entry, by any of its names", () => {
  assert.equal(keysOf(press("n")), "n");
  assert.deepEqual(keysOf(press("ArrowDown")), ["j", "ArrowDown"]);
  assert.equal(keysOf(press("x")), undefined);
});

test("letters typed into a field are words, not keys", () => {
  for (const target of [field(), field("search"), field("number"), { tagName: "TEXTAREA" }, { tagName: "SELECT" }, { tagName: "DIV", isContentEditable: true }]) {
    assert.equal(isTyping(target), true);
    assert.equal(keysOf(press("n", { target })), undefined);
  }
});

test("a tick box or a button is no place for words", () => {
  assert.equal(isTyping(field("checkbox")), false);
  assert.equal(isTyping({ tagName: "BUTTON" }), false);
});

test("an entry that says so works while typing", () => {
  assert.equal(keysOf(press("Enter", { ctrlKey: true, target: field() })), "Ctrl+Enter");
});

test("Enter and Space stay with the button that has the focus", () => {
  const button = { tagName: "BUTTON", closest: () => button };
  assert.equal(pick(press("Enter", { target: button }), [{ keys: "Enter" }]), undefined);
  assert.equal(pick(press("Enter"), [{ keys: "Enter" }])?.keys, "Enter");
});

test("a held key repeats only where that is wanted", () => {
  assert.equal(keysOf(press("n", { repeat: true })), undefined);
  assert.deepEqual(keysOf(press("j", { repeat: true })), ["j", "ArrowDown"]);
});

test("single letters can be switched off; the list of keys stays", () => {
  assert.equal(keysOf(press("n"), { singles: false }), undefined);
  assert.deepEqual(keysOf(press("ArrowDown"), { singles: false }), ["j", "ArrowDown"]);
  assert.equal(keysOf(press("?", { shiftKey: true }), { singles: false }), "?");
});

test("under an open dialog the page's keys are silent, the dialog's own are not", () => {
  const inside = { contains: (node) => node === inside };
  const modal = { contains: (node) => node === inside };
  const own = { keys: "n", within: inside };
  assert.equal(keysOf(press("n"), { modal }), undefined);
  assert.equal(pick(press("n", { target: inside }), [own], { modal }), own);
});

test("of two entries for a key the latest wins; one whose time it is not is passed over", () => {
  const [first, second] = [{ keys: "n" }, { keys: "n", when: () => false }];
  assert.equal(pick(press("n"), [first, { keys: "n", what: "later" }]).what, "later");
  assert.equal(pick(press("n"), [first, second]), first);
});

test("a key that somebody already took, or a character being composed, is left alone", () => {
  assert.equal(keysOf(press("n", { defaultPrevented: true })), undefined);
  assert.equal(keysOf(press("n", { isComposing: true })), undefined);
});
