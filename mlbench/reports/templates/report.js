const all = document.getElementById("all-code");
if (all) {
  all.closest("label").hidden = false;
  all.addEventListener("change", () => {
    document.querySelectorAll("details.code").forEach((d) => { d.open = all.checked; });
  });
}
