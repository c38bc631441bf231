import assert from "node:assert/strict";
import test, { beforeEach } from "node:test";

const meta = { content: "from-the-page" };
globalThis.document = {
  cookie: "",
  documentElement: {},
  addEventListener() {},
  querySelector: (selector) => (selector.startsWith("meta") ? meta : { dataset: { login: "/masuk/" } }),
  querySelectorAll: () => [],
  getElementById: () => null,
};
const { learn } = await import("../../static/js/words.js");
const { PostError, get, post } = await import("../../static/js/post.js");
learn({ errors: { 0: "Not reached.", 401: "Signed out.", 500: "The server failed.", unknown: "Did not work." } });

let sent;
/** The server answers with this, once asked. */
function serverSays(text, { status = 200, url = "http://room/x/", redirected = false } = {}) {
  globalThis.fetch = async (asked, options) => {
    sent = { url: asked, ...options };
    return { ok: status < 400, status, url, redirected, text: async () => text };
  };
}
const refusal = (promise) => promise.then(() => assert.fail("it was not refused"), (error) => error);

beforeEach(() => {
  document.cookie = "";
  serverSays('{"ok": true}');
});

test("a plain object goes out as JSON and the answer comes back parsed", async () => {
  assert.deepEqual(await post("/x/", { a: 1 }), { ok: true });
  assert.deepEqual([sent.method, sent.body, sent.headers["Content-Type"]], ["POST", '{"a":1}', "application/json"]);
  assert.equal(sent.headers.Accept, "application/json");
});

test("an empty answer is an empty object", async () => {
  serverSays("", { status: 204 });
  assert.deepEqual(await post("/x/"), {});
});

test("the token of the cookie is newer than the page's own, which is not sent beside it", async () => {
  document.cookie = "sessionid=1; csrftoken=from-the-cookie";
  const form = new FormData();
  form.set("csrfmiddlewaretoken", "old");
  form.set("reason", "busy");

  await post("/x/", form);

  assert.equal(sent.headers["X-CSRFToken"], "from-the-cookie");
  assert.deepEqual([...sent.body.keys()], ["reason"]);
});

test("without a cookie the page's own token is used; reading needs none", async () => {
  await post("/x/");
  assert.equal(sent.headers["X-CSRFToken"], "from-the-page");
  await get("/x/");
  assert.equal(sent.headers["X-CSRFToken"], undefined);
});

test("a refusal carries the server's own sentence, its code and its fields", async () => {
  serverSays('{"error": {"code": "taken", "message": "Unit DPKP-101 is on K-12.", "fields": {"units": ["taken"]}}}', { status: 409 });

  const error = await refusal(post("/x/"));

  assert.ok(error instanceof PostError);
  assert.deepEqual([error.status, error.code, error.message, error.fields], [409, "taken", "Unit DPKP-101 is on K-12.", { units: ["taken"] }]);
});

test("a page of HTML instead of an answer still gives a sentence", async () => {
  serverSays("<h1>Bad gateway</h1>", { status: 500 });
  assert.equal((await refusal(post("/x/"))).message, "The server failed.");
  serverSays("<h1>?</h1>", { status: 418 });
  assert.equal((await refusal(post("/x/"))).message, "Did not work.");
});

test("a server that can't be reached is status 0, said in words", async () => {
  globalThis.fetch = async () => { throw new TypeError("Failed to fetch"); };
  const error = await refusal(post("/x/"));
  assert.deepEqual([error.status, error.code, error.message], [0, "network", "Not reached."]);
});

test("being sent to the login is not a success", async () => {
  serverSays("<form>", { url: "http://room/masuk/?next=/x/", redirected: true });
  assert.equal((await refusal(post("/x/"))).status, 401);
});

test("a request that was called off is not an error for the person", async () => {
  globalThis.fetch = async () => { throw new DOMException("stop", "AbortError"); };
  assert.equal((await refusal(get("/x/"))).name, "AbortError");
});
