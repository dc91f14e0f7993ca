const all = document.getElementById("all-code");
if (all) {
  all.closest("label").hidden = false;
  all.addEventListener("change", () => {
    document.querySelectorAll("details.code").forEach((d) => { d.open = all.checked; });
  });
}
async function unpacked(text) {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).text();
}
document.querySelectorAll("iframe[data-packed]").forEach(async (frame) => {
  frame.srcdoc = await unpacked(frame.dataset.packed);
  delete frame.dataset.packed;
});
