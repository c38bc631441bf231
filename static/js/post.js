/** One POST in, one answer out; what was typed is kept. A <form data-post> is sent by fetch and stays on the page;
 *  without scripts it is an ordinary form. On success the form fires "posted" (detail: the answer; submitter),
 *  on refusal "refused" (detail: PostError); the server's own sentence is shown in the form's [role=alert] or as a toast. */
import { has, t } from "./words.js";

/** The server said no, or was not reached. `message` is for the person. @property {number} status 0: not reached */
export class PostError extends Error {
  constructor(status, { code = "unknown", message = "", fields = {} } = {}) {
    super(message || t(has(`errors.${status}`) ? `errors.${status}` : "errors.unknown"));
    this.name = "PostError";
    Object.assign(this, { status, code, fields });
  }
}

/** The cookie first: signing in again in another tab changes the token, and this page's own copy is then too old. */
const csrf = () =>
  document.cookie.match(/(?:^|; )(?:csrftoken|__Host-csrf)=([^;]+)/)?.[1] ?? document.querySelector('meta[name="csrf"]')?.content ?? "";

/** Sends a FormData, URLSearchParams or plain object (as JSON) and returns the parsed answer ({} when empty).
 *  Throws PostError. Does not try again: whether that is safe only the caller knows. */
export async function post(url, body = {}, { method = "POST", signal } = {}) {
  const plain = !(body instanceof FormData || body instanceof URLSearchParams);
  if (!plain) body.delete("csrfmiddlewaretoken"); // it would be believed before the header
  return ask(url, {
    method, signal,
    body: plain ? JSON.stringify(body) : body,
    headers: { "X-CSRFToken": csrf(), ...(plain && { "Content-Type": "application/json" }) },
  });
}

/** Fetches JSON. Throws PostError. */
export const get = (url, { signal } = {}) => ask(url, { signal, headers: {} });

async function ask(url, { headers, ...options }) {
  let answer;
  try {
    answer = await fetch(url, { ...options, credentials: "same-origin", headers: { Accept: "application/json", ...headers } });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new PostError(0, { code: "network" });
  }
  const text = await answer.text();
  const data = parse(text);
  // A redirect to a page means the server took the form in the old way, except when it was the door to the login.
  if (answer.redirected && new URL(answer.url).pathname.startsWith(loginPath())) throw new PostError(401);
  if (!answer.ok) throw new PostError(answer.status, data?.error);
  return data ?? {};
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null; // an HTML page of an error or of a proxy: the status alone speaks
  }
}

const loginPath = () => document.querySelector("health-band")?.dataset.login ?? "/masuk/";

/** Says something short in the corner. tone: "ok" (goes by itself), "warn" and "error" (stay until closed). */
export function toast(message, tone = "ok") {
  const region = document.getElementById("toasts");
  const note = document.createElement("div");
  note.className = "toast";
  note.dataset.tone = tone;
  note.setAttribute("role", tone === "ok" ? "status" : "alert");
  const label = document.createElement("span");
  label.className = "tone";
  label.textContent = t(`tones.${tone}`);
  const words = document.createElement("span");
  words.className = "words";
  words.textContent = message;
  const close = document.createElement("button");
  close.type = "button";
  close.className = "quiet";
  close.textContent = t("tones.close");
  close.addEventListener("click", () => note.remove());
  note.append(label, words, close);
  region?.append(note);
  if (tone === "ok") setTimeout(() => note.remove(), 6000);
  return note;
}

/** Marks the fields the server named and puts its sentence where the form wants it. */
export function showErrors(form, error) {
  clearErrors(form);
  for (const [name, sentences] of Object.entries(error.fields ?? {})) {
    const field = form.elements.namedItem(name);
    const input = field instanceof RadioNodeList ? field[0] : field;
    if (!input) continue;
    const note = document.createElement("p");
    note.className = "field-error";
    note.id = `${input.id || input.name}-error`;
    note.textContent = [sentences].flat().join(" ");
    input.setAttribute("aria-invalid", "true");
    input.setAttribute("aria-describedby", note.id);
    input.after(note);
  }
  const place = form.querySelector('[role="alert"]');
  if (place) {
    place.textContent = error.message;
    place.hidden = false;
  } else {
    toast(error.message, "error");
  }
  form.querySelector('[aria-invalid="true"]')?.focus();
}

export function clearErrors(form) {
  form.querySelectorAll(".field-error").forEach((note) => note.remove());
  form.querySelectorAll('[aria-invalid="true"]').forEach((input) => {
    input.removeAttribute("aria-invalid");
    input.removeAttribute("aria-describedby");
  });
  const place = form.querySelector('[role="alert"]');
  if (place) place.hidden = true;
}

/** Sends a form by fetch, once at a time. Resolves to the answer, or null when it was refused (and shown). */
export async function submit(form, submitter = null) {
  if (form.getAttribute("aria-busy") === "true") return null;
  form.setAttribute("aria-busy", "true");
  try {
    const answer = await post(submitter?.getAttribute("formaction") ?? form.getAttribute("action"), new FormData(form, submitter));
    clearErrors(form);
    form.closest("dialog")?.close();
    form.dispatchEvent(Object.assign(new CustomEvent("posted", { detail: answer, bubbles: true }), { submitter }));
    return answer;
  } catch (error) {
    if (!(error instanceof PostError)) throw error;
    showErrors(form, error);
    form.dispatchEvent(new CustomEvent("refused", { detail: error, bubbles: true }));
    return null;
  } finally {
    form.removeAttribute("aria-busy");
  }
}

globalThis.document?.addEventListener("submit", (event) => {
  if (!event.target.matches("form[data-post]") || event.defaultPrevented) return;
  event.preventDefault();
  submit(event.target, event.submitter);
});
