// Hands Plotly's source to each frame of a figure when it comes near the screen, or to all
// of them when the page is printed. A frame that has said it is drawn is marked so.
const packed = document.getElementById("plotly-library");
let source;
async function handOut(frame) {
  source ??= unpacked(packed.textContent);
  frame.contentWindow.postMessage({ plotly: await source }, "*");
}
const near = new IntersectionObserver((entries) => {
  entries.filter((entry) => entry.isIntersecting).forEach((entry) => {
    near.unobserve(entry.target);
    handOut(entry.target);
  });
}, { rootMargin: "1000px" });
const frames = [...document.querySelectorAll("iframe.figure")];
frames.forEach((frame) => frame.addEventListener("load", () => near.observe(frame)));
addEventListener("beforeprint", () => frames.forEach(handOut));
addEventListener("message", (event) => {
  const frame = frames.find(({ contentWindow }) => contentWindow === event.source);
  if (frame && event.data?.drawn) frame.dataset.drawn = "";
});
