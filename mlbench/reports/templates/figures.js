// Hands Plotly's source to each frame of a figure when it comes near the screen.
const packed = document.getElementById("plotly-library");
let source;
async function unpacked() {
  const bytes = Uint8Array.from(atob(packed.textContent), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).text();
}
async function handOut(frame) {
  source ??= unpacked();
  frame.contentWindow.postMessage({ plotly: await source }, "*");
}
addEventListener("load", () => {
  const near = new IntersectionObserver((entries) => {
    entries.filter((entry) => entry.isIntersecting).forEach((entry) => {
      near.unobserve(entry.target);
      handOut(entry.target);
    });
  }, { rootMargin: "1000px" });
  document.querySelectorAll("iframe.figure").forEach((frame) => near.observe(frame));
});
