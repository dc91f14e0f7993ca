const page = document.getElementById("data");
if (page) start(JSON.parse(page.textContent));

/* The reader's own time instead of UTC. */
function local(time) {
  const moment = new Date(time.dateTime);
  if (!time.dateTime || isNaN(moment)) return;
  const two = (n) => String(n).padStart(2, "0");
  const day = `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`;
  time.textContent = `${day} ${two(moment.getHours())}:${two(moment.getMinutes())}`;
  time.title = `${time.dateTime.slice(0, 19).replace("T", " ")} UTC`;
}

function start({ names, rows }) {
  const at = Object.fromEntries(names.map((name, place) => [name, place]));
  const find = (id) => document.getElementById(id);
  const body = document.querySelector(".runs tbody");
  const pattern = body.rows[0].cloneNode(true);
  const heads = [...document.querySelectorAll(".runs thead th")];
  const states = new Map([...find("state").options].map((o) => [o.value, o.text]));
  const signs = new Map([...document.querySelectorAll(".runs .state, .study .state")].map((s) => [s.className, s.textContent]));
  const first = body.rows.length;
  const text = new Intl.Collator("en", { numeric: true, sensitivity: "base" });
  const searched = ["run", "study", "metric", "recipe", "data", "commit", "findings", "error"];
  let order = rows, chosen = rows, limit = first, haystacks = null;

  function element(run) {
    const row = pattern.cloneNode(true);
    row.querySelectorAll("[data-i]").forEach((e) => { e.textContent = run[at[e.dataset.i]]; });
    row.querySelector("a").setAttribute("href", run[at.link]);
    const state = row.querySelector(".state");
    state.className = `state state-${run[at.state]}`;
    state.textContent = signs.get(state.className) ?? states.get(run[at.state]);
    state.removeAttribute("title");
    if (run[at.error]) state.title = run[at.error];
    const time = row.querySelector("time");
    time.dateTime = run[at.started];
    time.textContent = run[at.when];
    time.removeAttribute("title");
    local(time);
    return row;
  }

  function draw() {
    body.replaceChildren(...chosen.slice(0, limit).map(element));
    const count = (n) => n.toLocaleString("en-US");
    const shown = Math.min(limit, chosen.length);
    const of = chosen.length < rows.length ? `${count(chosen.length)} that fit, of ${count(rows.length)} runs` : `${count(rows.length)} ${rows.length === 1 ? "run" : "runs"}`;
    find("shown").textContent = shown < chosen.length ? `Showing ${count(shown)} of ${of}` : `Showing ${of}`;
    find("more").hidden = shown === chosen.length;
  }

  function choose() {
    const words = find("words").value.toLowerCase().split(/\s+/).filter(Boolean);
    const study = find("study").value, state = find("state").value;
    haystacks ??= new Map(rows.map((run) => [run, searched.map((name) => run[at[name]]).join("\n").toLowerCase()]));
    chosen = order.filter((run) =>
      (!study || run[at.study] === study) && (!state || run[at.state] === state) &&
      words.every((word) => haystacks.get(run).includes(word) || (states.get(run[at.state]) ?? "").startsWith(word)));
    limit = first;
    draw();
  }

  function sort(head) {
    const was = head.getAttribute("aria-sort");
    const falls = was ? was === "ascending" : head.dataset.kind !== "text";
    const place = at[head.dataset.by], sign = falls ? -1 : 1;
    const compare = head.dataset.kind === "number" ? (a, b) => a - b : head.dataset.kind === "text" ? text.compare : (a, b) => (a < b ? -1 : a > b ? 1 : 0);
    const empty = (value) => value === null || value === "";
    order = [...rows].sort((a, b) => {
      const x = a[place], y = b[place];
      if (empty(x) || empty(y)) return empty(x) - empty(y);
      return sign * compare(x, y);
    });
    heads.forEach((h) => h.removeAttribute("aria-sort"));
    head.setAttribute("aria-sort", falls ? "descending" : "ascending");
    choose();
  }

  heads.forEach((head) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    button.addEventListener("click", () => sort(head));
    head.replaceChildren(button);
  });
  document.querySelectorAll(".of-study").forEach((link) => link.addEventListener("click", () => {
    find("study").value = link.dataset.study;
    find("state").value = find("words").value = "";
    choose();
  }));
  document.querySelectorAll("time").forEach(local);
  find("key").textContent = find("key").textContent.replace("Newest first; times are UTC", "Click a heading to sort; times are those of this machine");
  find("tools").hidden = false;
  find("tools").addEventListener("input", choose);
  find("some").addEventListener("click", () => { limit += 200; draw(); });
  find("all").addEventListener("click", () => { limit = Infinity; draw(); });
  draw();
}
