/** The top bar's running parts: WIB clock, the feed's lamp, the sound button, theme without a reload.
 *  Loaded on every page of a signed-in member. */
import { eachSecond, sync, wib } from "./clock.js";
import "./health-band.js";
import { showKeys } from "./keys.js";
import { toast } from "./post.js";
import { room } from "./room.js";
import * as sound from "./sound.js";
import { t } from "./words.js";

if (room.now) sync(room.now);

const clock = document.querySelector("[data-clock]");
if (clock) eachSecond((now) => { clock.textContent = wib(now); });

/** @param {Element} sign  a .sign with .word inside */
function show(sign, state, words) {
  sign.hidden = false;
  sign.dataset.state = state;
  sign.querySelector(".word").textContent = words;
}

const lamp = document.querySelector("[data-feed]");
if (lamp) {
  document.addEventListener("feed:health", ({ detail: { state } }) => {
    if (lamp.dataset.state !== state) show(lamp, state, t(`health.lamp_${state}`));
  });
}

document.querySelectorAll("[data-sound]").forEach((button) => {
  sound.onState((state) => {
    show(button, state, t(`health.sound_${state}`));
    button.setAttribute("aria-pressed", String(state === "on"));
  });
  button.addEventListener("click", () => (sound.state() === "on" ? sound.disable() : sound.enable()));
});

document.querySelectorAll("[data-sound-test]").forEach((button) => {
  button.addEventListener("click", async () => {
    if (sound.state() !== "on") await sound.enable();
    sound.play(button.dataset.soundTest);
  });
});

document.addEventListener("click", ({ target }) => {
  if (target.closest?.("[data-show-keys]")) showKeys();
});

// What the server had to say on the way here: the same toasts as a script's.
document.querySelectorAll("#toasts > .toast").forEach((note) => {
  toast(note.textContent.trim(), note.dataset.tone);
  note.remove();
});

// The look changes at once; the form then keeps it for the next page.
document.addEventListener("posted", ({ target, submitter }) => {
  if (!target.matches("form[data-theme-form]")) return;
  const { theme } = Object.fromEntries(new FormData(target, submitter));
  document.documentElement.dataset.theme = theme;
  target.querySelectorAll("[name=theme]").forEach((button) => button.setAttribute("aria-pressed", String(button.value === theme)));
});
