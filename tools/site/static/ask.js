// Fields for guesses and answers: in `[data-ask]` under a cell, for what `lstmAnswers` knows. What is answered is
// judged by `lstmJudge` (answers.js), said in words, kept in this browser, and opens the fold that tells more.
(() => {
  const KEY = "lstm-book-guesses";
  const { predicted, checked, scored } = window.lstmJudge;
  let memory = {}, count = 0;
  const entries = () => {
    try {
      const found = JSON.parse(localStorage.getItem(KEY));
      return found && typeof found === "object" ? { ...memory, ...found } : memory;
    } catch { return memory; }
  };
  function keep(all) {
    memory = all;  // where nothing can be stored it lasts as long as the page
    try { localStorage.setItem(KEY, JSON.stringify(all)); } catch { /* a reader may forbid it */ }
  }
  function first(name, guess, grade) {
    const all = entries();
    if (!all[name]) keep({ ...all, [name]: { guess, grade } });
    return all[name] ?? { guess, grade };
  }

  const make = (tag, attributes = {}, ...inside) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...inside);
    return element;
  };
  const labelled = (label, id, control) => make("span", { class: "ask-field" }, make("label", { for: id }, label), control);
  const next = () => `ask-${count++}`;

  // Each returns its element and a function that gives what was entered: null where nothing was.

  function text(label, attributes = {}) {
    const id = next(), input = make("input", { id, type: "text", autocomplete: "off", spellcheck: "false", size: 8, ...attributes });
    return [labelled(label, id, input), () => (input.value.trim() ? input.value : null), input];
  }
  const numeric = label => text(label, { inputmode: "text" });

  function list(label, options) {
    const id = next(), blank = make("option", { value: "" }, "choose");
    const select = make("select", { id }, blank, ...options.map((option, k) => make("option", { value: k }, option)));
    return [labelled(label, id, select), () => (select.value === "" ? null : +select.value)];
  }

  function group(label, options, type) {
    const name = next(), boxes = options.map((_, k) => make("input", { type, name, value: k, id: next() }));
    const rows = boxes.map((box, k) => make("span", { class: "ask-option" }, box, make("label", { for: box.id }, options[k])));
    const chosen = () => boxes.flatMap((box, k) => (box.checked ? [k] : []));
    return [make("fieldset", {}, make("legend", {}, label), ...rows), chosen];
  }
  const some = (label, options) => group(`${label} (any number of them, or none)`, options, "checkbox");
  function one(label, options) {
    if (options.length > 6) return list(label, options);
    const [element, chosen] = group(label, options, "radio");
    return [element, () => chosen()[0] ?? null];
  }

  function ordered(label, options) {
    const lists = options.map((_, k) => list(`${k + 1}.`, options));
    const given = () => lists.map(([, value]) => value());
    return [make("fieldset", {}, make("legend", {}, label), ...lists.map(([element]) => element)),
      () => (given().includes(null) ? null : given())];
  }

  // Values over time: a text, and a handle for every step; each moves the other.
  function sketch(label, { truth: { length }, low, high }) {
    const [element, value, input] = text(`${label}, ${length} values`, { size: 4 * length });
    const middle = Math.min(Math.max(0, low), high);
    const handles = Array.from({ length }, (_, k) => make("input", {
      type: "range", min: low, max: high, step: (high - low) / 40, value: middle, "aria-label": `${label}, step ${k + 1}`,
    }));
    for (const handle of handles) handle.addEventListener("input", () => { input.value = handles.map(each => +(+each.value).toFixed(3)).join(", "); });
    input.addEventListener("input", () => input.value.trim().split(/[\s,]+/).forEach((part, k) => {
      if (handles[k] && part !== "" && Number.isFinite(+part)) handles[k].value = part;
    }));
    element.append(make("span", { class: "ask-sketch" }, ...handles));
    return [element, value];
  }

  const GUESSES = {
    number: label => numeric(label),
    magnitude: label => numeric(label),
    tried: label => numeric(label),
    sketch,
    choice: (label, { options }) => one(label, options),
    members: (label, { options }) => some(label, options),
    order: (label, { options }) => ordered(label, options),
    several(label, { parts }) {
      const all = parts.map(([name, part]) => (part.kind === "choice" ? list(name, part.options) : GUESSES[part.kind](name, part)));
      const given = () => all.map(([, value]) => value());
      return [make("fieldset", {}, make("legend", {}, label), ...all.map(([element]) => element)),
        () => (given().includes(null) ? null : given())];
    },
  };
  const FIELDS = {
    number: ({ label }) => numeric(label),
    steps: ({ label }) => numeric(label),
    row: ({ label, size }) => text(`${label}, ${size} values`, { size: 4 * size }),
    choice: ({ label, options }) => list(label, options),
    letters: ({ label, options }) => group(label, options, "checkbox"),
  };

  // A form whose answer is said below it.
  function ask(box, title, elements, button, answer) {
    const says = make("pre", { class: "ask-said", role: "status", tabindex: -1 });
    const form = make("form", { "aria-label": title, novalidate: "" }, ...elements, make("button", { type: "submit" }, button));
    form.addEventListener("submit", event => {
      event.preventDefault();
      says.textContent = answer();
      says.tabIndex = says.scrollWidth > says.clientWidth ? 0 : -1;  // what scrolls sideways is reached by keyboard
    });
    box.replaceChildren(form, says);
  }

  function prediction(box, name, form) {
    const [element, value] = GUESSES[form.kind](`Your guess (${name})`, form);
    ask(box, `Your guess, ${name}`, [element], "Compare", () => {
      const guess = value();
      if (guess === null) return `${name}: no guess yet.`;
      const [said, grade] = predicted(name, form, guess, first);
      if (grade !== null) {
        const fold = box.nextElementSibling;
        if (fold?.matches("details.guessed")) fold.open = true;
        window.dispatchEvent(new Event("lstm-guessed"));
      }
      return said;
    });
  }

  function exercise(box, name, form) {
    const fields = form.fields.map(field => FIELDS[field.kind](field));
    const legend = make("legend", {}, `Your answer (${name})`);
    ask(box, `Your answer, ${name}`, [make("fieldset", {}, legend, ...fields.map(([element]) => element))], "Check", () => {
      const given = fields.map(([, value]) => value()), empty = given.indexOf(null);
      if (empty < 0) return checked(name, form, given);
      if (given.every(one => one === null)) return `${name}: not attempted yet.`;
      return `${name}: ${form.fields[empty].label}: nothing entered yet.`;
    });
  }

  function score(box, { asked, predictions }) {
    const says = make("span", { role: "status" }), forget = make("button", { type: "button" }, "forget my answers");
    const mine = () => Object.entries(entries()).filter(([name]) => name in predictions);
    const show = () => {
      says.textContent = scored(asked, mine().map(([, { grade }]) => grade));
      forget.hidden = !mine().length;
    };
    forget.addEventListener("click", () => {
      keep(Object.fromEntries(Object.entries(entries()).filter(([name]) => !(name in predictions))));
      for (const asking of document.querySelectorAll("[data-ask=predict]")) {
        asking.querySelector("form")?.reset();
        const said = asking.querySelector(".ask-said");
        if (said) said.textContent = "";
        if (asking.nextElementSibling?.matches("details.guessed")) asking.nextElementSibling.open = false;
      }
      show();
    });
    box.replaceChildren(says, " ", forget);
    window.addEventListener("lstm-guessed", show);
    show();
  }

  window.lstmAnswers = (chapter, data) => {
    for (const box of document.querySelectorAll("[data-ask]")) {
      const { ask: kind, name } = box.dataset;
      if (kind === "predict" && data.predictions[name]) prediction(box, name, data.predictions[name]);
      if (kind === "check" && data.exercises[name]) exercise(box, name, data.exercises[name]);
      if (kind === "score") score(box, data);
    }
  };
})();
