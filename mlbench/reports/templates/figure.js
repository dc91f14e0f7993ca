// Draws one figure, once the page has handed over Plotly's source.
window.PlotlyConfig = { MathJaxConfig: "local" };
const place = document.getElementById("figure");
const figure = JSON.parse(document.getElementById("data").textContent);
const config = {
  responsive: true,
  displaylogo: false,
  showSendToCloud: false,
  modeBarButtonsToRemove: ["toImage"],
};
function say(words) {
  const line = document.createElement("p");
  line.textContent = words;
  place.replaceChildren(line);
}
async function draw() {
  try {
    place.replaceChildren();
    await Plotly.newPlot(place, { ...figure, config });
  } catch (error) {
    say("This figure could not be drawn: " + error);
  }
  parent.postMessage({ drawn: true }, "*");
}
addEventListener("message", (event) => {
  if (event.source !== parent || !event.data.plotly || window.Plotly) return;
  const script = document.createElement("script");
  script.textContent = event.data.plotly;
  document.head.append(script);
  draw();
});
