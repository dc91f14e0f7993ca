const all = document.getElementById("all-code");
if (all) {
  all.closest("label").hidden = false;
  all.addEventListener("change", () => {
    document.querySelectorAll("details.code").forEach((d) => { d.open = all.checked; });
  });
}

/* What is wider or higher than its place can be scrolled by keyboard. */
const reach = new ResizeObserver((seen) => seen.forEach(({ target: box }) => {
  if (box.scrollWidth > box.clientWidth || box.scrollHeight > box.clientHeight) box.tabIndex = 0;
  else box.removeAttribute("tabindex");
}));
document.querySelectorAll("main .scroll, main .output.html, main pre").forEach((box) => reach.observe(box));
async function unpacked(text) {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).text();
}
document.querySelectorAll("iframe[data-packed]").forEach(async (frame) => {
  frame.addEventListener("load", () => { delete frame.dataset.packed; }, { once: true });
  frame.srcdoc = await unpacked(frame.dataset.packed);
});
