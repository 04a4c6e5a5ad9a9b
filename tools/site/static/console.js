// The gate console without a kernel: what differs from the widgets of live.js, which mounts it.
// grid: {title, tip, axes: [{name, values, start, rest, gate, hidden, inside, follows}], blocks, texts, tables, presets: [[name, moves]],
//   challenge: {question, stream, t}, beyond}
// block: {axes: [[axis, places]], svg: [slot], view: {field: slot}, parts: {key: {field: slot}}}; it was drawn at all these
//   places of its axes. On an axis that it has not, a reader may stand anywhere.
// slot: a text's number; or [axes of the block, table, texts], or [axes, table, first text, how many]; what is outside of
//   svg is JSON. A table has, for each place of these axes, the number of one of the texts, in letters.
// moves: [axis, place, axis, place, ...].
window.lstmConsole = (() => {
  const STILL = 4;
  const LETTERS = Array.from({ length: 92 }, (_, k) => String.fromCharCode(35 + k)).filter(c => c !== "\\").slice(0, 90);
  const DIGITS = new Map(LETTERS.map((letter, k) => [letter, k]));
  const widthOf = count => (count <= LETTERS.length ? 1 : 1 + widthOf(Math.ceil(count / LETTERS.length)));

  function model(grid) {
    const at = grid.axes.map(axis => axis.start), before = [], after = [];
    const blocks = grid.blocks.map(block => ({ ...block, where: new Map(block.axes.map(
      ([n, places]) => [n, new Map(places.map((place, k) => [place, k]))])) }));
    const stream = grid.challenge?.stream;
    let block;
    function valueOf(slot) {
      if (typeof slot === "number") return grid.texts[slot];
      const [axes, table, own, count] = slot;
      let place = 0, number = 0;
      for (const k of axes) {
        const where = block.where.get(block.axes[k][0]);
        place = place * where.size + where.get(at[block.axes[k][0]]);
      }
      const width = widthOf(count ?? own.length);
      for (let k = place * width; k < (place + 1) * width; k++) number = number * LETTERS.length + DIGITS.get(grid.tables[table][k]);
      return grid.texts[count === undefined ? own[number] : own + number];
    }
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
        const where = block.where.get(n);
        if (!where.has(at[n])) at[n] = where.has(grid.axes[n].rest) ? grid.axes[n].rest : places[0];
      }
    }
    function lead(moves, seen = 0) {
      const kept = [];
      if (stream !== undefined) { at[stream] = seen; kept.push(stream); }
      for (let k = 0; k < moves.length; k += 2) {
        at[moves[k]] = Math.min(Math.max(moves[k + 1], 0), grid.axes[moves[k]].values.length - 1);
        kept.push(moves[k]);
      }
      settle(kept);
    }
    const back = place => { at.splice(0, at.length, ...place); settle([]); };
    settle([]);
    return {
      at, lead,
      // A gate that is set to one step alone is so at the cursor.
      move(axis, index) {
        const before = block;
        lead([axis, index]);
        for (const [n, { follows, values }] of grid.axes.entries()) {
          if (follows === undefined || n === axis || before.where.has(n) || !block.where.has(n)) continue;
          const off = k => Math.abs(values[k] - grid.axes[follows].values[at[follows]]);
          at[n] = values.reduce((best, _, k) => (off(k) < off(best) ? k : best), 0);
        }
      },
      said: n => (n === grid.challenge?.t && at[stream] ? told(block.view).step : undefined),
      view: () => ({
        ...told(block.view),
        svg: block.svg.map(valueOf).join(""),
        parts: Object.values(block.parts).filter(part => JSON.parse(valueOf(part.there))).map(told),
        tip: grid.tip,
      }),
      field: name => (name in block.view ? JSON.parse(valueOf(block.view[name])) : null),
      applies: n => !grid.axes[n].inside || block.where.has(n),
      remember(old) { if (old.join() !== at.join()) { before.push(old); after.length = 0; } },
      undo() { if (before.length) { after.push([...at]); back(before.pop()); } },
      redo() { if (after.length) { before.push([...at]); back(after.pop()); } },
      go: back,
    };
  }

  // What a touch means: as `ConsoleHand` of lstm_teach.widgets, among what was drawn.
  function hand(grid, state) {
    const SIDES = { ArrowLeft: -1, ArrowRight: 1, PageUp: -10, PageDown: 10 };
    let press = null;
    const settle = () => { if (press) state.remember(press.old); press = null; };
    const led = (leads, place) => {
      let index = leads[1];
      for (let k = 0; k < leads.length && leads[k] <= place; k += 2) index = leads[k + 1];
      return index;
    };
    function pull(event) {
      const { part, at } = press, moved = Math.abs(event.x - at.x) + Math.abs(event.y - at.y) >= STILL;
      if (part.pull && moved) {
        const [perUnit, now, ladder] = part.pull, wanted = now - (event.y - at.y) / perUnit;
        const off = ([value]) => Math.abs(value - wanted);
        if (ladder.length) state.lead(ladder.reduce((best, one) => (off(one) < off(best) ? one : best))[1]);
      } else if (part.moves?.press) {
        const to = part.moves[at.shift ? "shift press" : "press"];
        if (event.phase === "up" && !moved && to) state.lead(to);
      } else if (part.strip && led(part.leads, event.x) !== led(part.leads, at.x)) {
        const [axis, leads, [shut, open], middle] = part.strip;
        state.lead([...(at.y < middle ? open : shut), axis, led(leads, event.x), part.axis, led(part.leads, event.x)]);
      } else if (part.ways) {
        state.lead(part.ways.flatMap(([axis, way, leads]) => [axis, led(leads, event[way])]));
      } else if (part.leads) {
        state.go(press.old);
        state.move(part.axis, led(part.leads, event.x));
      }
    }
    function key(event) {
      const { part } = press, name = event.name === "Enter" || event.name === " " ? "press" : event.name;
      const to = part.moves?.[event.shift ? `shift ${name}` : name];
      if (to) { state.lead(to); return; }
      const axis = part.side ?? part.axis;
      if (axis === undefined || event.shift) return;
      if (name in SIDES) state.move(axis, state.at[axis] + SIDES[name]);
      else if (name === "Home" || name === "End") state.move(axis, name === "Home" ? 0 : grid.axes[axis].values.length - 1);
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

  // A challenge, as in a notebook: its question, a button, and what Python said of this setting on an unseen stream.
  function challenge(grid, state, make, changed) {
    if (!grid.challenge) return [];
    const { question, stream, t } = grid.challenge, most = grid.axes[stream].values.length - 1;
    const button = make("button", { type: "button" }, "commit"), says = make("p", { role: "status" });
    let commits = 0;
    button.addEventListener("click", () => {
      if (commits === most) {
        says.textContent = `${most} unseen batches were drawn beforehand, and all are used up. More of them need a kernel: run the page.`;
        button.setAttribute("aria-disabled", "true");
        return;
      }
      const old = [...state.at];
      state.lead([], ++commits);
      says.textContent = state.field("result");
      const fault = state.field("fault");
      if (fault === null) state.go(old);
      else state.at[t] = fault;
      state.remember(old);
      changed();
    });
    return [make("div", { class: "live-challenge" }, make("p", {}, make("b", {}, question)), button, says)];
  }

  // Stories that are set up at once.
  function presets(grid, state, make, changed) {
    if (!grid.presets.length) return [];
    const list = make("select", { "aria-label": "preset" }, make("option", { value: "" }, "as set"),
      ...grid.presets.map(([name], k) => make("option", { value: k }, name)));
    list.addEventListener("change", () => {
      if (!list.value) return;
      const old = [...state.at];
      for (const [n, axis] of grid.axes.entries()) if (axis.gate) state.at[n] = axis.rest;
      state.lead(grid.presets[list.value][1]);
      state.remember(old);
      changed();
    });
    const is = moves => moves.every((place, k) => k % 2 === 0 || state.at[moves[k - 1]] === place);
    return [make("span", {}, make("label", {}, "preset ", list)), () => {
      const found = grid.presets.findIndex(([, moves]) => is(moves));
      list.value = found < 0 ? "" : found;
    }];
  }

  return { model, hand, challenge, presets };
})();
