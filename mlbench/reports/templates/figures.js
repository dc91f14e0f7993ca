// Hands Plotly's source to each frame of a figure when it comes near the screen.
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
document.querySelectorAll("iframe.figure").forEach((frame) => {
  frame.addEventListener("load", () => near.observe(frame));
});
