// Widgets without a kernel. A widget's file calls `lstmLive(name, grid)`: every state of it was drawn by Python.
// grid: {title, tip, axes, blocks, texts, tables; beyond: what needs a kernel; resets: [[axis, from, to]] when another axis
//   moves; presets: [[name, moves]]; challenge: {question, stream, t}}
// axis: {name, values, start; plays: ms that a button lets a value stay; rest: where it goes to give way, if not to its start;
//   gate; hidden: without a control; inside: its control is there only if it matters; follows: the axis whose value it takes}
// block: {axes: [[axis, places]], svg: [slot], view: {field: slot}, parts: {key: {field: slot}}}; it was drawn at all these
//   places of its axes. On an axis that it has not, a reader may stand anywhere. Of the view's fields `at` is the place that is
//   meant, where several stand for one state, and `said` what controls say there, {axis: text}.
// slot: a text's number; or [axes of the block, table, texts], or [axes, table, first text, how many]; what is outside of
//   svg is JSON. A table has, for each place of these axes, the number of one of the texts, in letters.
// texts: [n, m, text, ...]: the first n letters of the one before, the text, the last m letters of the one before.
// Of a part: `moves`, from a hand's "press" or key to [axis, place, axis, place, ...]; `ways`, of a drag: [[axis, "x", "y" or
//   "rows", leads]], leads: [where it begins, index, ...]; `axis` and `step` of keys; of a valve `pull`, of a gate's lane `strip`.
(() => {
  const { make, control, presets, challenge } = window.lstmControls;
  const WAYS = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -10, PageUp: 10 };
  const SIDES = { ArrowLeft: -1, ArrowRight: 1, PageUp: -10, PageDown: 10 };  // of a part that has another thing up and down
  const STILL = 4;  // a press that moves by less is a click
  const LETTERS = Array.from({ length: 92 }, (_, k) => String.fromCharCode(35 + k)).filter(c => c !== "\\").slice(0, 90);
  const DIGITS = new Map(LETTERS.map((letter, k) => [letter, k]));
  const widthOf = count => (count <= LETTERS.length ? 1 : 1 + widthOf(Math.ceil(count / LETTERS.length)));
  const grids = {}, waiting = {};
  window.lstmLive = (name, grid) => { grids[name] = grid; for (const go of waiting[name] ?? []) go(); };

  function textsOf(written) {
    const found = [];
    for (let k = 0, last = ""; k < written.length; k += 3) {
      found.push(last = last.slice(0, written[k]) + written[k + 2] + last.slice(last.length - written[k + 1]));
    }
    return found;
  }

  // A widget's state: a place on each axis, and how it came there.
  function model(grid) {
    const at = grid.axes.map(axis => axis.start), before = [], after = [], texts = textsOf(grid.texts);
    const stream = grid.challenge?.stream;
    const blocks = grid.blocks.map(block => ({ ...block, where: new Map(block.axes.map(
      ([n, places]) => [n, new Map(places.map((place, k) => [place, k]))])) }));
    let block;
    function valueOf(slot) {
      if (typeof slot === "number") return texts[slot];
      const [axes, table, own, count] = slot;
      let place = 0, number = 0;
      for (const k of axes) {
        const n = block.axes[k][0], where = block.where.get(n);
        place = place * where.size + where.get(at[n]);
      }
      const width = widthOf(count ?? own.length);
      for (let k = place * width; k < (place + 1) * width; k++) number = number * LETTERS.length + DIGITS.get(grid.tables[table][k]);
      return texts[count === undefined ? own[number] : own + number];
    }
    const field = name => (block.view[name] === undefined ? null : JSON.parse(valueOf(block.view[name])));
    const told = fields => {
      const found = {};
      for (const [name, slot] of Object.entries(fields)) {
        const value = JSON.parse(valueOf(slot));
        if (value !== null) found[name] = value;
      }
      return found;
    };
    // Where not all can be as it stands, what was moved stays, and as little as possible of the rest gives way.
    function settle(kept) {
      let least = Infinity;
      for (const one of blocks) {
        const off = one.axes.filter(([n]) => !one.where.get(n).has(at[n])).map(([n]) => n);
        if (off.some(n => kept.includes(n)) || off.length >= least) continue;
        [block, least] = [one, off.length];
      }
      for (const [n, places] of block.axes) {
        const where = block.where.get(n), rest = grid.axes[n].rest ?? grid.axes[n].start;
        if (!where.has(at[n])) at[n] = where.has(rest) ? rest : places[0];
      }
    }
    // What is set to one step alone is so at the cursor, if nothing else is said.
    function follow(kept, last) {
      for (const [n, { follows, values }] of grid.axes.entries()) {
        if (follows === undefined || kept.includes(n) || last.where.has(n) || !block.where.has(n)) continue;
        const off = k => Math.abs(values[k] - grid.axes[follows].values[at[follows]]);
        at[n] = values.reduce((best, _, k) => (off(k) < off(best) ? k : best), 0);
      }
    }
    function lead(moves) {
      const kept = [], old = [...at], last = block;
      if (stream !== undefined) { at[stream] = 0; kept.push(stream); }
      for (let k = 0; k < moves.length; k += 2) {
        at[moves[k]] = Math.min(Math.max(moves[k + 1], 0), grid.axes[moves[k]].values.length - 1);
        kept.push(moves[k]);
      }
      const moved = at.some((place, n) => place !== old[n]);
      for (const [n, from, to] of grid.resets ?? []) if (moved && !kept.includes(n) && at[n] === from) at[n] = to;
      settle(kept);
      follow(kept, last);
      at.splice(0, at.length, ...field("at") ?? at);
    }
    const go = place => { at.splice(0, at.length, ...place); settle([]); };
    settle([]);
    return {
      at, lead, go,
      move: (axis, index) => lead([axis, index]),
      view: () => ({
        ...told(block.view),
        svg: block.svg.map(valueOf).join(""),
        parts: Object.values(block.parts).filter(part => JSON.parse(valueOf(part.there))).map(told),
        tip: grid.tip,
      }),
      said: axis => field("said")?.[axis],
      applies: axis => !grid.axes[axis].inside || block.where.has(axis),
      remember(old) { if (old.join() !== at.join()) { before.push(old); after.length = 0; } },
      undo() { if (before.length) { after.push([...at]); go(before.pop()); } },
      redo() { if (after.length) { before.push([...at]); go(after.pop()); } },
    };
  }

  // What a touch means: as `Hand` and `ConsoleHand` of lstm_teach.widgets, among what was drawn.
  function hand(grid, state) {
    let press = null;
    const settle = () => { if (press) state.remember(press.old); press = null; };
    function led([axis, way, leads], { x, y }) {
      const own = way === "rows" ? (leads.findLast(([begins]) => begins <= y) ?? leads[0])[1] : leads, place = way === "y" ? y : x;
      let index = own[1];
      for (let k = 0; k < own.length && own[k] <= place; k += 2) index = own[k + 1];
      return [axis, index];
    }
    // A handle is taken where it was pressed and does not jump there.
    function place({ kind, box: [left, top, width, height] }, at, { x, y }) {
      return kind === "handle" ? { x: left + width / 2 + x - at.x, y: top + height / 2 + y - at.y } : { x, y };
    }
    function pull(event) {
      const { part, at } = press, moved = Math.abs(event.x - at.x) + Math.abs(event.y - at.y) >= STILL;
      const isUp = event.phase === "up", to = part.moves?.[at.shift && part.pull ? "shift press" : "press"];
      if (part.pull && moved) {
        const [perUnit, now, ladder] = part.pull, wanted = now - (event.y - at.y) / perUnit;
        const off = ([value]) => Math.abs(value - wanted);
        if (ladder.length) state.lead(ladder.reduce((best, one) => (off(one) < off(best) ? one : best))[1]);
      } else if (to) {
        if (isUp) state.lead(to);  // a click is complete then
      } else if (part.ways && (part.role === "slider" || isUp) && (part.kind !== "handle" || moved)) {
        const moves = part.ways.flatMap(way => led(way, place(part, at, event)));
        if (part.strip && led(part.ways[0], at)[1] !== moves[1]) {
          const [along, [shut, open], middle] = part.strip;
          moves.push(...(at.y < middle ? open : shut), ...led(along, event));
        } else if (part.strip) state.go(press.old);
        state.lead(moves);
      }
    }
    function key(event) {
      const { part } = press, shift = event.shift && (part.pull || part.strip) ? "shift " : "";
      const isPress = event.name === "Enter" || event.name === " ";
      const to = part.moves?.[shift + event.name] ?? (isPress ? part.moves?.[`${shift}press`] : undefined);
      if (to) state.lead(to);
      else if (part.step !== undefined && !shift) along(part, event.name);
    }
    function along({ axis, step, side }, name) {
      const { values } = grid.axes[axis], now = state.at[axis], way = (side ? SIDES : WAYS)[name];
      if (name === "Home" || name === "End") state.move(axis, name === "Home" ? 0 : values.length - 1);
      else if (way) {
        // The value nearest to what the widget itself would go to; at least the next one.
        const wanted = values[now] + way * step, sign = Math.sign(way);
        let best = now + sign;
        for (let k = best; k >= 0 && k < values.length; k += sign) {
          if (Math.abs(values[k] - wanted) < Math.abs(values[best] - wanted)) best = k;
        }
        state.move(axis, best);
      }
    }
    return (event, parts) => {
      if (event.phase === "key" && (event.name === "undo" || event.name === "redo")) { settle(); state[event.name](); return; }
      if (event.phase === "down" || event.phase === "key") {
        settle();
        press = { part: parts.find(part => part.key === event.key), at: event, old: [...state.at] };
      }
      if (!press?.part || press.part.key !== event.key) return;
      if (event.phase === "cancel") state.go(press.old);
      else if (event.phase === "key") key(event);
      else pull(event);
      if (["up", "cancel", "key"].includes(event.phase)) settle();
    };
  }

  function start(box, grid) {
    const state = model(grid), feel = hand(grid, state);
    let view = { ...state.view(), done: 0 }, timer = 0;
    const picture = make("div"), says = make("p", { class: "visually-hidden", role: "status" });
    const { draw } = window.lstmPicture.mount(picture, {
      read: () => view,
      send(event) { feel(event, view.parts); queueMicrotask(() => show(event.n)); },
    });
    function show(done = view.done) {
      view = { ...state.view(), done };
      draw();
      for (const [, one] of controls) one();
      clearTimeout(timer);  // what is seen is said too, once the hand rests
      timer = setTimeout(() => { says.textContent = picture.querySelector("svg").getAttribute("aria-label"); }, 400);
    }
    const changed = (axis, index, goes = false) => {
      const old = [...state.at];
      state.move(axis, index);
      if (!goes) state.remember(old);
      show();
    };
    const controls = grid.axes.flatMap((axis, n) => (axis.hidden ? [] : [control(axis, n, state, changed)]));
    if (grid.presets) controls.push(presets(grid, state, show));
    for (const [, one] of controls) one();
    const group = make("div", { class: "live-controls", role: "group", "aria-label": grid.title }, ...controls.map(([one]) => one));
    const asked = grid.challenge ? [challenge(grid, state, () => show())] : [];
    const beyond = grid.beyond ? [make("p", { class: "needs-kernel" }, `${grid.beyond} need a kernel: run the page for them.`)] : [];
    box.replaceChildren(...asked, group, picture, ...beyond, says);
    const sizes = grid.axes.map(axis => axis.values.length);
    box.lstm = { state, sizes, show, view: () => view };  // for tests
    box.dataset.ready = "";
    document.dispatchEvent(new Event("live"));
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
