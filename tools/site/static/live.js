// Widgets without a kernel. A widget's file calls `lstmLive(name, grid)`: every state of it was drawn by Python.
// grid: {title, tip, axes: [{name, values, start}], svg: [text | slot], view: {field: slot}, parts: {key: {field: slot}},
//   beyond: what needs a kernel, resets: [[axis, from, to]] when another axis moves}; of the view's fields `at` is the
//   place that is meant, where several stand for one state, and `said` what controls say there, {axis: text}.
// A touch leads to an index on its part's axis (`press`, `keys`), or to several: [[axis, index], ...]; a drag by `leads`,
// or by several: `ways`, [[axis, "x" or "y", leads], ...].
// slot: [axes it depends on, values, index of the value at each place of these axes]; values outside of svg are JSON.
(() => {
  const WAYS = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -10, PageUp: 10 };
  const STILL = 4;  // a press that moves by less is a click
  const MINUS = "\u2212";
  const grids = {}, waiting = {};
  window.lstmLive = (name, grid) => { grids[name] = grid; for (const go of waiting[name] ?? []) go(); };

  // A widget's state: a place on each axis, and how it came there.
  function model(grid) {
    const at = grid.axes.map(axis => axis.start), before = [], after = [];
    const valueOf = ([axes, values, index]) =>
      values[index[axes.reduce((place, axis) => place * grid.axes[axis].values.length + at[axis], 0)]];
    const told = fields => {
      const found = {};
      for (const [name, slot] of Object.entries(fields)) {
        const value = JSON.parse(valueOf(slot));
        if (value !== null) found[name] = value;
      }
      return found;
    };
    return {
      at,
      view: () => ({
        ...told(grid.view),
        svg: grid.svg.map(one => (typeof one === "string" ? one : valueOf(one))).join(""),
        parts: Object.values(grid.parts).filter(part => JSON.parse(valueOf(part.there))).map(told),
        tip: grid.tip,
      }),
      said: axis => (grid.view.said ? JSON.parse(valueOf(grid.view.said))[axis] : undefined),
      move(axis, index) {
        const now = Math.min(Math.max(index, 0), grid.axes[axis].values.length - 1);
        if (now === at[axis]) return;
        at[axis] = now;
        for (const [other, from, to] of grid.resets ?? []) if (other !== axis && at[other] === from) at[other] = to;
        if (grid.view.at) at.splice(0, at.length, ...JSON.parse(valueOf(grid.view.at)));
      },
      remember(old) { if (old.join() !== at.join()) { before.push(old); after.length = 0; } },
      undo() { if (before.length) { after.push([...at]); at.splice(0, at.length, ...before.pop()); } },
      redo() { if (after.length) { before.push([...at]); at.splice(0, at.length, ...after.pop()); } },
      go(place) { at.splice(0, at.length, ...place); },
    };
  }

  // What a touch means: as `Hand` of lstm_teach.widgets, on the axes of the grid.
  function hand(grid, state) {
    let press = null;
    const settle = () => { if (press) state.remember(press.old); press = null; };
    const led = ([...leads], place) => {
      let index = leads[1];
      for (let k = 0; k < leads.length && leads[k] <= place; k += 2) index = leads[k + 1];
      return index;
    };
    function lead(part, to) {
      if (!Array.isArray(to)) state.move(part.axis, to);
      else for (const [axis, index] of to) state.move(axis, index);
    }
    function pull(event) {
      const { part, at } = press;
      if (part.axis === undefined) return;
      if ((part.role !== "slider" || part.press !== undefined) && event.phase !== "up") return;  // a click is complete then
      if (part.press !== undefined) { lead(part, part.press); return; }
      const moved = Math.abs(event.x - at.x) + Math.abs(event.y - at.y) >= STILL;
      if (part.kind === "handle" && !moved) return;
      const [left, top, width, height] = part.box, middle = { x: left + width / 2, y: top + height / 2 };
      for (const [axis, way, leads] of part.ways ?? [[part.axis, part.drag, part.leads]]) {
        const k = way === "x" ? "x" : "y";
        state.move(axis, led(leads, part.kind === "handle" ? middle[k] + event[k] - at[k] : event[k]));
      }
    }
    function key(event) {
      const { part } = press;
      if (part.axis === undefined) return;
      const next = part.keys?.[event.name] ?? (event.name === "Enter" || event.name === " " ? part.press : undefined);
      if (next !== undefined) { lead(part, next); return; }
      if (part.step === undefined) return;
      const { values } = grid.axes[part.axis], now = state.at[part.axis], way = WAYS[event.name];
      if (event.name === "Home" || event.name === "End") state.move(part.axis, event.name === "Home" ? 0 : values.length - 1);
      else if (way) {
        // The value nearest to what the widget itself would go to; at least the next one.
        const wanted = values[now] + way * part.step, sign = Math.sign(way);
        let best = now + sign;
        for (let k = best; k >= 0 && k < values.length; k += sign) {
          if (Math.abs(values[k] - wanted) < Math.abs(values[best] - wanted)) best = k;
        }
        state.move(part.axis, best);
      }
    }
    return (event, parts) => {
      if (event.phase === "key" && (event.name === "undo" || event.name === "redo")) { settle(); state[event.name](); return; }
      if (event.phase === "down" || event.phase === "key") {
        settle();
        press = { part: parts.find(part => part.key === event.key), at: event, old: [...state.at] };
      }
      if (!press || press.part.key !== event.key) return;
      if (event.phase === "cancel") state.go(press.old);
      else if (event.phase === "key") key(event);
      else pull(event);
      if (["up", "cancel", "key"].includes(event.phase)) settle();
    };
  }

  const make = (tag, attributes = {}, ...inside) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...inside);
    return element;
  };
  const words = value => String(value).replace("-", MINUS);
  let count = 0;

  // A slider for numbers, a list for words; it shows where the state is.
  function control(axis, n, state, changed) {
    const id = `live-${count++}`, texts = axis.values.map(words);
    if (typeof axis.values[0] === "string") {
      const list = make("select", { id }, ...texts.map((text, k) => make("option", { value: k }, text)));
      list.addEventListener("change", () => changed(n, +list.value));
      return [make("span", {}, make("label", { for: id }, axis.name), list), () => { list.value = state.at[n]; }];
    }
    const range = make("input", { type: "range", id, min: 0, max: texts.length - 1, step: 1 });
    const shown = make("output", { for: id, "aria-live": "off" });
    range.addEventListener("input", () => changed(n, +range.value));
    const whole = make("span", { class: "live-slider" }, make("label", { for: id }, axis.name), range, shown);
    const show = () => {
      range.value = state.at[n];
      range.setAttribute("aria-valuetext", shown.textContent = state.said(n) ?? texts[state.at[n]]);
      whole.style.visibility = state.applies?.(n) ?? true ? "" : "hidden";
    };
    return [whole, show];
  }

  function start(box, grid) {
    const kind = grid.blocks ? window.lstmConsole : { model, hand }, state = kind.model(grid), feel = kind.hand(grid, state);
    let view = { ...state.view(), done: 0 }, timer = 0;
    const picture = make("div"), says = make("p", { class: "visually-hidden", role: "status" });
    const shownBy = [];
    const { draw } = window.lstmPicture.mount(picture, {
      read: () => view,
      send(event) { feel(event, view.parts); queueMicrotask(() => show(event.n)); },
    });
    function show(done = view.done) {
      view = { ...state.view(), done };
      draw();
      for (const one of shownBy) one();
      clearTimeout(timer);  // what is seen is said too, once the hand rests
      timer = setTimeout(() => { says.textContent = picture.querySelector("svg").getAttribute("aria-label"); }, 400);
    }
    const changed = (axis, index) => {
      const old = [...state.at];
      state.move(axis, index);
      state.remember(old);
      show();
    };
    const controls = grid.axes.flatMap((axis, n) => (axis.hidden ? [] : [control(axis, n, state, changed)]));
    const preset = kind.presets?.(grid, state, make, show) ?? [], asked = kind.challenge?.(grid, state, make, show) ?? [];
    if (preset.length) controls.push(preset);
    for (const [, one] of controls) { shownBy.push(one); one(); }
    const group = make("div", { class: "live-controls", role: "group", "aria-label": grid.title }, ...controls.map(([one]) => one));
    const beyond = grid.beyond ? [make("p", { class: "needs-kernel" }, `${grid.beyond} need a kernel: run the page for them.`)] : [];
    box.replaceChildren(...asked, group, picture, ...beyond, says);
    box.lstm = { state, show, view: () => view, sizes: grid.axes.map(axis => axis.values.length) };  // for tests
    box.dataset.ready = "";
  }

  function prepare(box) {
    const { live, src } = box.dataset, go = () => start(box, grids[live]);
    if (grids[live]) { go(); return; }
    (waiting[live] ??= []).push(go);
    if (waiting[live].length === 1) document.head.append(make("script", { src }));
  }
  const near = new IntersectionObserver(seen => {
    for (const one of seen) if (one.isIntersecting) { near.unobserve(one.target); prepare(one.target); }
  }, { rootMargin: "800px" });
  for (const box of document.querySelectorAll("[data-live]")) near.observe(box);
})();
