// The script of the page of `analects dse`: draws the front as a scatter on a canvas, shows the design under the pointer, filters.
//
// Data come from the page's JSON block: { columns: [{ name, unit, kind }], rows }; kind is "text", "choice" or "metric".

/** Plain JavaScript for the browser. */
export const DSE_PAGE_SCRIPT = `"use strict";
(() => {
  const $ = id => document.getElementById(id);
  const { columns, rows } = JSON.parse($("data").textContent);
  const index = Object.fromEntries(columns.map((c, i) => [c.name, i]));
  const numeric = columns.map((c, i) => (c.kind === "text" ? -1 : i)).filter(i => i >= 0);
  const varies = i => rows.some(r => r[i] !== rows[0][i]);
  const label = i => columns[i].name + (columns[i].unit ? " (" + columns[i].unit + ")" : "");
  const prefixes = [[1e15, "P"], [1e12, "T"], [1e9, "G"], [1e6, "M"], [1e3, "k"]];
  const format = x => {
    if (typeof x !== "number") return String(x);
    const a = Math.abs(x);
    if (Number.isInteger(x) && a < 1e4) return String(x);
    for (const [f, p] of prefixes) if (a >= f) return +(x / f).toPrecision(4) + " " + p;
    return String(+x.toPrecision(4));
  };
  const exact = (i, x) => (columns[i].kind === "choice" ? x.toLocaleString("en") : format(x));
  const state = { x: index.runtime, y: index.energy, color: index.dataflow, hidden: new Set(), hover: -1, pinned: -1 };
  const canvas = $("plot");
  const tip = $("tip");
  let shown = [];
  let placed = [];

  const fill = (select, chosen, choices) => {
    for (const i of choices) select.add(new Option(label(i), i, false, i === chosen));
  };
  const axes = numeric.filter(varies);
  fill($("x"), state.x, axes);
  fill($("y"), state.y, axes);
  fill($("color"), state.color, [index.dataflow, ...axes]);
  for (const key of ["x", "y", "color"]) {
    $(key).addEventListener("change", event => {
      state[key] = Number(event.target.value);
      draw();
    });
  }

  const filters = [];
  const box = $("filters");
  for (const i of axes) {
    const line = document.createElement("label");
    line.className = "filter";
    const name = document.createElement("span");
    name.textContent = label(i);
    const values = rows.map(r => r[i]);
    const bounds = [Math.min(...values), Math.max(...values)].map((value, side) => {
      const input = document.createElement("input");
      input.type = "number";
      input.step = "any";
      input.placeholder = (side ? "to " : "from ") + format(value);
      input.setAttribute("aria-label", label(i) + (side ? " at most" : " at least"));
      input.addEventListener("input", refilter);
      return input;
    });
    line.append(name, ...bounds);
    box.append(line);
    filters.push({ i, bounds });
  }
  const flows = [...new Set(rows.map(r => r[index.dataflow]))];
  for (const flow of flows) {
    const line = document.createElement("label");
    line.className = "flow";
    const check = document.createElement("input");
    check.type = "checkbox";
    check.checked = true;
    check.addEventListener("change", () => {
      check.checked ? state.hidden.delete(flow) : state.hidden.add(flow);
      refilter();
    });
    const swatch = document.createElement("i");
    swatch.style.background = hue(flows.indexOf(flow));
    line.append(check, swatch, flow);
    $("flows").append(line);
  }
  $("reset").addEventListener("click", () => {
    for (const f of filters) for (const b of f.bounds) b.value = "";
    state.hidden.clear();
    for (const c of $("flows").querySelectorAll("input")) c.checked = true;
    refilter();
  });

  function hue(i) {
    return ["#2f7ec2", "#c96a12", "#1f9a74", "#8f6bc9", "#cc5a71", "#7a828c"][i % 6];
  }
  function refilter() {
    const limits = filters.map(({ i, bounds: [a, b] }) => [i, a.value === "" ? -Infinity : +a.value, b.value === "" ? Infinity : +b.value]);
    shown = rows.map((_, k) => k).filter(k => {
      const r = rows[k];
      return !state.hidden.has(r[index.dataflow]) && limits.every(([i, low, high]) => r[i] >= low && r[i] <= high);
    });
    state.hover = -1;
    state.pinned = -1;
    draw();
    list();
  }
  function scaleOf(i, from, to) {
    let low = Infinity, high = -Infinity;
    for (const k of shown) { const v = rows[k][i]; if (v < low) low = v; if (v > high) high = v; }
    if (!(high > low)) { low -= Math.abs(low) * 0.05 || 1; high += Math.abs(high) * 0.05 || 1; }
    const log = low > 0 && high / low > 20;
    const f = log ? Math.log10 : v => v;
    const a = f(low), b = f(high), pad = (b - a) * 0.04;
    const of = v => from + ((f(v) - a + pad) / (b - a + 2 * pad)) * (to - from);
    const ticks = [];
    if (log) {
      const decades = b - a;
      for (let e = Math.floor(a); e <= Math.ceil(b); e++) for (const m of decades > 3 ? [1] : [1, 2, 5]) ticks.push(m * 10 ** e);
    } else {
      const raw = (high - low) / 5, unit = 10 ** Math.floor(Math.log10(raw));
      const step = [1, 2, 5, 10].find(s => s * unit >= raw) * unit;
      for (let v = Math.ceil(low / step) * step; v <= high; v += step) ticks.push(+v.toPrecision(12));
    }
    return { of, ticks: ticks.filter(v => f(v) >= a - pad && f(v) <= b + pad) };
  }
  function draw() {
    const ratio = devicePixelRatio || 1;
    const width = canvas.clientWidth;
    const height = Math.round(Math.min(460, Math.max(280, width * 0.55)));
    canvas.style.height = height + "px";
    canvas.width = width * ratio;
    canvas.height = height * ratio;
    const g = canvas.getContext("2d");
    g.setTransform(ratio, 0, 0, ratio, 0, 0);
    g.clearRect(0, 0, width, height);
    const style = getComputedStyle(document.documentElement);
    const soft = style.getPropertyValue("--soft"), line = style.getPropertyValue("--line"), ink = style.getPropertyValue("--ink");
    g.font = "12px system-ui, sans-serif";
    const left = 62, bottom = height - 40;
    const x = scaleOf(state.x, left, width - 10), y = scaleOf(state.y, bottom, 14);
    g.strokeStyle = line;
    g.fillStyle = soft;
    g.textAlign = "center";
    let last = -Infinity;
    for (const t of x.ticks) {
      const at = x.of(t);
      g.beginPath(); g.moveTo(at, 14); g.lineTo(at, bottom); g.stroke();
      if (at - last > 46) { g.fillText(format(t), at, bottom + 16); last = at; }
    }
    g.textAlign = "right";
    last = Infinity;
    for (const t of y.ticks) {
      const at = y.of(t);
      g.beginPath(); g.moveTo(left, at); g.lineTo(width - 10, at); g.stroke();
      if (last - at > 16) { g.fillText(format(t), left - 6, at + 4); last = at; }
    }
    g.textAlign = "center";
    g.fillText(label(state.x), (left + width) / 2, height - 6);
    g.save(); g.translate(12, (14 + bottom) / 2); g.rotate(-Math.PI / 2); g.fillText(label(state.y), 0, 0); g.restore();
    const c = state.color;
    let low = Infinity, high = -Infinity;
    if (c !== index.dataflow) for (const k of shown) { low = Math.min(low, rows[k][c]); high = Math.max(high, rows[k][c]); }
    const log = low > 0 && high / low > 20;
    const share = v => (high > low ? (log ? Math.log(v / low) / Math.log(high / low) : (v - low) / (high - low)) : 0);
    const tone = s => "hsl(" + (210 + 150 * s) + " 62% 52%)";
    const colorOf = r => (c === index.dataflow ? hue(flows.indexOf(r[c])) : tone(share(r[c])));
    $("scale").hidden = c === index.dataflow;
    if (c !== index.dataflow) {
      $("scale").innerHTML = "";
      const bar = document.createElement("i");
      bar.style.background = "linear-gradient(to right, " + [0, 0.25, 0.5, 0.75, 1].map(tone).join(", ") + ")";
      $("scale").append(format(low), bar, format(high) + " " + label(c));
    }
    const size = shown.length > 2000 ? 2 : shown.length > 300 ? 3 : 4;
    g.globalAlpha = shown.length > 2000 ? 0.7 : 0.9;
    placed = shown.map(k => [x.of(rows[k][state.x]), y.of(rows[k][state.y]), k]);
    for (const [px, py, k] of placed) {
      g.fillStyle = colorOf(rows[k]);
      g.beginPath(); g.arc(px, py, size, 0, 7); g.fill();
    }
    g.globalAlpha = 1;
    for (const k of [state.pinned, state.hover]) {
      if (k < 0) continue;
      g.strokeStyle = ink;
      g.lineWidth = 2;
      g.beginPath(); g.arc(x.of(rows[k][state.x]), y.of(rows[k][state.y]), size + 4, 0, 7); g.stroke();
      g.lineWidth = 1;
    }
    $("shown").textContent = shown.length.toLocaleString("en") + " of " + rows.length.toLocaleString("en") + " designs";
  }
  function nearest(event) {
    const box = canvas.getBoundingClientRect();
    const mx = event.clientX - box.left, my = event.clientY - box.top;
    let best = -1, least = 24 * 24;
    for (const [px, py, k] of placed) {
      const d = (px - mx) ** 2 + (py - my) ** 2;
      if (d < least) { least = d; best = k; }
    }
    return best;
  }
  function tell(k) {
    tip.hidden = k < 0;
    if (k < 0) return;
    tip.textContent = "";
    columns.forEach((c, i) => {
      const line = document.createElement("div");
      const name = document.createElement("span");
      name.textContent = c.name;
      const value = document.createElement("b");
      value.textContent = exact(i, rows[k][i]) + (c.unit ? " " + c.unit : "");
      line.append(name, value);
      tip.append(line);
    });
    const [px, py] = placed.find(p => p[2] === k) || [0, 0];
    const wide = canvas.clientWidth;
    if (wide < 560) { tip.style.left = tip.style.top = ""; return; }
    tip.style.left = (px > wide / 2 ? px - tip.offsetWidth - 14 : px + 14) + "px";
    tip.style.top = Math.max(0, Math.min(py - 20, canvas.clientHeight - tip.offsetHeight)) + "px";
  }
  canvas.addEventListener("pointermove", event => {
    const k = nearest(event);
    if (k === state.hover) return;
    state.hover = k;
    draw();
    tell(k < 0 ? state.pinned : k);
  });
  canvas.addEventListener("pointerleave", () => { state.hover = -1; draw(); tell(state.pinned); });
  canvas.addEventListener("click", event => { state.pinned = nearest(event); draw(); tell(state.pinned); });

  let order = index.runtime, down = false;
  const head = $("head"), body = $("body");
  columns.forEach((c, i) => {
    const cell = document.createElement("th");
    if (c.kind !== "text") cell.className = "n";
    const button = document.createElement("button");
    button.textContent = label(i);
    button.addEventListener("click", () => { down = order === i && !down; order = i; list(); });
    cell.append(button);
    head.append(cell);
  });
  function list() {
    const sorted = [...shown].sort((a, b) => {
      const p = rows[a][order], q = rows[b][order];
      return (p < q ? -1 : p > q ? 1 : 0) * (down ? -1 : 1);
    });
    body.textContent = "";
    for (const k of sorted.slice(0, 100)) {
      const line = document.createElement("tr");
      columns.forEach((c, i) => {
        const cell = document.createElement("td");
        if (c.kind !== "text") cell.className = "n";
        cell.textContent = exact(i, rows[k][i]);
        line.append(cell);
      });
      line.addEventListener("click", () => { state.pinned = k; draw(); tell(k); });
      body.append(line);
    }
    $("more").textContent = shown.length > 100 ? "first 100 of " + shown.length.toLocaleString("en") + "; front.csv has all" : "";
    [...head.children].forEach((cell, i) => cell.setAttribute("aria-sort", i === order ? (down ? "descending" : "ascending") : "none"));
  }
  new ResizeObserver(draw).observe(canvas.parentElement);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
  $("explorer").hidden = false;
  refilter();
})();
`
