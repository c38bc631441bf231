/** The print button: the browser's own dialog, on request only. */
document.querySelector("[data-print]")?.addEventListener("click", () => print());
