// What stands around a live picture (live.js): a control for each axis, a button that plays one, stories of a console that
// are set up at once, and its challenge. Each returns elements and, where it shows a state, a function that does so.
window.lstmControls = (() => {
  const MINUS = "\u2212", PLAY = "\u25b6\ufe0e", PAUSE = "\u23f8\ufe0e";
  let count = 0;

  function make(tag, attributes = {}, ...inside) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...inside);
    return element;
  }
  const words = value => String(value).replace("-", MINUS);

  // A slider for numbers, a list for words, a box for yes or no; it shows where the state is.
  function control(axis, n, state, changed) {
    const id = `live-${count++}`, texts = axis.values.map(words), label = make("label", { for: id }, axis.name);
    if (typeof axis.values[0] === "boolean") {
      const box = make("input", { type: "checkbox", id });
      box.addEventListener("change", () => changed(n, axis.values.indexOf(box.checked)));
      return [make("span", {}, box, label), () => { box.checked = axis.values[state.at[n]]; }];
    }
    if (typeof axis.values[0] === "string") {
      const list = make("select", { id }, ...texts.map((text, k) => make("option", { value: k }, text)));
      list.addEventListener("change", () => changed(n, +list.value));
      return [make("span", {}, label, list), () => { list.value = state.at[n]; }];
    }
    const range = make("input", { type: "range", id, min: 0, max: texts.length - 1, step: 1 });
    const shown = make("output", { for: id, "aria-live": "off" });
    range.addEventListener("input", () => changed(n, +range.value));
    const play = axis.plays ? [player(axis, n, state, changed)] : [];
    const whole = make("span", { class: "live-slider" }, ...play, label, range, shown);
    return [whole, () => {
      range.value = state.at[n];
      range.setAttribute("aria-valuetext", shown.textContent = state.said(n) ?? texts[state.at[n]]);
      whole.style.visibility = state.applies(n) ? "" : "hidden";
    }];
  }

  // A button that goes through an axis, from its start if it is at its end. All of it is one step of undo.
  function player(axis, n, state, changed) {
    const button = make("button", { type: "button", "aria-label": `play: ${axis.name}` }, PLAY);
    let timer = 0, shown = 0, begun = null;
    const stop = () => {
      clearInterval(timer);
      timer = 0;
      button.textContent = PLAY;
      state.remember(begun);
    };
    const step = () => {
      if (state.at[n] !== shown) { stop(); return; }  // somebody else has moved it
      changed(n, ++shown, true);
      if (shown === axis.values.length - 1) stop();
    };
    button.addEventListener("click", () => {
      if (timer) { stop(); return; }
      begun = [...state.at];
      if (state.at[n] === axis.values.length - 1) changed(n, 0, true);
      shown = state.at[n];
      timer = setInterval(step, axis.plays);
      button.textContent = PAUSE;
    });
    return button;
  }

  // Stories that are set up at once.
  function presets(grid, state, show) {
    const list = make("select", { "aria-label": "preset" }, make("option", { value: "" }, "as set"),
      ...grid.presets.map(([name], k) => make("option", { value: k }, name)));
    list.addEventListener("change", () => {
      if (!list.value) return;
      const old = [...state.at];
      for (const [n, axis] of grid.axes.entries()) if (axis.gate) state.at[n] = axis.rest;
      state.lead(grid.presets[list.value][1]);
      state.remember(old);
      show();
    });
    const is = moves => moves.every((place, k) => k % 2 === 0 || state.at[moves[k - 1]] === place);
    return [make("span", {}, make("label", {}, "preset ", list)), () => {
      const found = grid.presets.findIndex(([, moves]) => is(moves));
      list.value = found < 0 ? "" : found;
    }];
  }

  // A challenge, as in a notebook: its question, a button, and what Python said of this setting on an unseen stream.
  function challenge(grid, state, show) {
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
      state.move(stream, ++commits);
      const { result, fault } = state.view();
      says.textContent = result;
      if (fault === undefined) state.go(old);
      else state.at[t] = fault;
      state.remember(old);
      show();
    });
    return make("div", { class: "live-challenge" }, make("p", {}, make("b", {}, question)), button, says);
  }

  return { make, control, presets, challenge };
})();
