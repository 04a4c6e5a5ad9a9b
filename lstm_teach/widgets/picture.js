// One picture: SVG text that Python draws, and over it a layer of parts that can be touched, focused and read out.
// An update changes what differs and nothing else: it is soon painted, and focus and drags survive.
const KEYS = new Set(["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End", "PageUp", "PageDown",
  "Enter", " ", "Delete", "Backspace"]);
// Parts of these kinds are one stop of the Tab key; these keys go from one to the next.
const ROVING = {
  lane: { ArrowUp: -1, ArrowDown: 1 },
  switch: { ArrowUp: -1, ArrowDown: 1 },
  note: { ArrowUp: -1, ArrowLeft: -1, ArrowDown: 1, ArrowRight: 1 },
};
const SCROLLS = { "": "manipulation", x: "pan-y", y: "none", xy: "none" };  // what a finger may do besides
const PATIENCE = 5000;  // ms
const SILENT = "No answer from the kernel: run the cell again.";

// `read()` returns what is to be shown, `send(event)` takes what was touched; neither knows who answers.
export function mount(el, { read, send }) {
  el.classList.add("lstm-picture");
  el.innerHTML = `<div class="scroll"><div class="stage"><div class="art"></div><div class="layer"></div></div></div>
    <div class="foot"><div class="tip" aria-hidden="true"></div>
    <button type="button" class="copy" title="copy the line of code that makes this setting">copy as code</button></div>`;
  const [stage, art, layer, tip, copy] = [".stage", ".art", ".layer", ".tip", ".copy"].map(s => el.querySelector(s));
  const nodes = new Map();  // key -> element; HTML, since `touch-action` passes shapes of an SVG by
  const worn = new WeakMap();  // element -> the part that it was made of, as text
  let parts = new Map(), size = [1, 1], waiting = [], sent = 0, flying = 0, timer = 0, drag = null, lit = null;
  let silent = false, written = [];  // the tags of the picture that is shown

  // At most one event is on its way. A newer place, also that of the release, replaces a waiting move; presses,
  // releases and keys are never dropped.
  function emit(event) {
    if (event.phase !== "key" && waiting.at(-1)?.phase === "move") waiting.pop();
    waiting.push(event);
    flush();
  }
  function flush() {
    if (flying || !waiting.length) return;
    flying = ++sent;
    const event = { n: sent, ...waiting.shift() };
    timer = setTimeout(() => { silent = true; say(lit); settle(event.n); }, PATIENCE);
    try { send(event); } catch (error) { silent = true; say(lit); settle(event.n); }
  }
  function settle(n) {
    if (!flying || n < flying) return;
    clearTimeout(timer);
    flying = 0;
    flush();
  }
  function answered(n) {
    if (n === flying) silent = false;
    say(lit);
    settle(n);
  }

  function draw() {
    const view = read(), tags = view.svg.split("<");
    if (!patch(art, written, tags)) liken(art, fragment(view.svg));
    written = tags;
    size = view.size;
    stage.style.maxWidth = `${size[0]}px`;
    stage.style.minWidth = `${view.least ?? 0}px`;
    copy.hidden = !view.code;
    parts = new Map(view.parts.map(part => [part.key, part]));
    for (const [key, node] of nodes) if (!parts.has(key)) { node.remove(); nodes.delete(key); }
    for (const part of view.parts) dress(part);
    for (const kind of Object.keys(ROVING)) oneStop(kind);
    answered(view.done);
  }
  function dress(part) {
    let node = nodes.get(part.key);
    if (!node) {
      node = document.createElement("div");
      node.dataset.key = part.key;
      nodes.set(part.key, node);
    }
    layer.contains(node) || layer.appendChild(node);
    const looks = JSON.stringify([part, size]);
    if (worn.get(node) === looks) return;
    worn.set(node, looks);
    const [left, top, width, height] = part.box.map((n, k) => `${(100 * n / size[k % 2]).toFixed(3)}%`);
    const drags = part.drag ?? "";
    const wanted = {
      style: `left:${left};top:${top};width:${width};height:${height};touch-action:${SCROLLS[drags]}`,
      class: `part ${part.kind} dragged-${drags}`, role: part.role, "aria-label": part.label,
      "aria-valuetext": part.role === "slider" ? part.text : undefined,
      "aria-valuenow": part.now, "aria-valuemin": part.low, "aria-valuemax": part.high,
      "aria-orientation": part.role === "slider" ? (drags === "y" ? "vertical" : "horizontal") : undefined,
      "aria-checked": part.checked,
      "aria-description": [part.role === "slider" ? "" : part.text, part.tip].filter(Boolean).join(". ") || undefined,
    };
    for (const [name, value] of Object.entries(wanted)) give(node, name, value);
    if (!(part.kind in ROVING)) give(node, "tabindex", 0);
  }
  const ofKind = kind => [...layer.children].filter(node => parts.get(node.dataset.key)?.kind === kind);
  function oneStop(kind, chosen) {
    const group = ofKind(kind);
    chosen ??= group.find(node => node.getAttribute("tabindex") === "0") ?? group[0];
    for (const node of group) give(node, "tabindex", node === chosen ? 0 : -1);
  }
  function say(key) {  // the line below: what is under the pointer, or has the focus
    lit = parts.has(key) ? key : null;
    const part = parts.get(lit);
    const words = part ? part.tip || `${part.label}: ${part.text ?? ""}` : read().tip ?? "";
    const text = silent ? SILENT : words;
    if (tip.textContent !== text) tip.textContent = text;
  }
  const focused = () => el.getRootNode().activeElement?.dataset?.key;  // the root may be a shadow root
  const keyOf = event => event.composedPath()[0].closest?.(".part")?.dataset.key;
  const at = event => {
    const box = layer.getBoundingClientRect(), unit = n => Math.round(10 * n * size[0] / box.width) / 10;
    return { x: unit(event.clientX - box.left), y: unit(event.clientY - box.top), shift: event.shiftKey };
  };

  layer.addEventListener("pointerdown", event => {
    const key = keyOf(event);
    if (!key || !event.isPrimary || event.button !== 0 || drag) return;
    nodes.get(key).focus({ preventScroll: true });
    say(key);
    if (parts.get(key).role === "img") return;
    layer.setPointerCapture(event.pointerId);
    drag = { key, id: event.pointerId, at: at(event) };
    emit({ phase: "down", key, ...drag.at });
  });
  layer.addEventListener("pointermove", event => {
    if (!drag) say(keyOf(event) ?? focused());
    else if (drag.id === event.pointerId && event.buttons) {
      emit({ phase: "move", key: drag.key, ...(drag.at = at(event)) });
    } else if (drag.id === event.pointerId) {  // a menu of the browser took the release
      emit({ phase: "up", key: drag.key, ...drag.at });
      drag = null;
    }
  });
  const release = phase => event => {
    if (drag?.id !== event.pointerId) return;
    emit({ phase, key: drag.key, ...at(event) });
    drag = null;
  };
  layer.addEventListener("pointerup", release("up"));
  layer.addEventListener("pointercancel", release("cancel"));
  layer.addEventListener("pointerleave", () => drag || say(focused()));
  layer.addEventListener("mousedown", event => keyOf(event) && event.preventDefault());  // keep that focus
  layer.addEventListener("focusin", event => {  // by Tab, a press, an arrow key or a screen reader
    const key = keyOf(event), kind = parts.get(key)?.kind;
    if (kind in ROVING) oneStop(kind, nodes.get(key));
    say(key);
  });
  layer.addEventListener("focusout", () => drag || say(null));
  function press(event) {
    const key = keyOf(event), part = parts.get(key);
    if (!part) return;
    const command = event.ctrlKey || event.metaKey, undo = command && /^[zy]$/i.test(event.key);
    const way = ROVING[part.kind]?.[event.key];
    if (drag && event.key === "Escape") {
      emit({ phase: "cancel", key: drag.key, x: 0, y: 0, shift: false });
      layer.releasePointerCapture(drag.id);
      drag = null;
    } else if (way && !command && !event.shiftKey && !event.altKey) {
      event.preventDefault();
      const group = ofKind(part.kind), next = group[group.indexOf(nodes.get(key)) + way];
      next?.focus({ preventScroll: true });
    } else if (undo || (!command && !event.altKey && !(event.shiftKey && event.key === "Enter") && KEYS.has(event.key))) {
      event.preventDefault();  // no scrolling
      const name = undo ? (/y/i.test(event.key) || event.shiftKey ? "redo" : "undo") : event.key;
      if ((part.role !== "img" || undo) && !(event.repeat && (flying || waiting.length))) {
        emit({ phase: "key", key, name, x: 0, y: 0, shift: event.shiftKey });
      }
    } else if (command || event.altKey || event.key.length > 1) return;  // Tab, Escape, Shift-Enter, Ctrl-S: the page's own
    event.stopPropagation();  // a letter is no command of the notebook while a part has the focus
  }
  // Before all others: Notebook 7 and JupyterLab 3 look for their commands before a key gets to what has the focus.
  const hear = event => {
    const [from] = event.composedPath();
    if (layer.contains(from)) press(event);
    else if (from === copy && (event.key.length === 1 || event.key === "Enter")) event.stopPropagation();
    if (!el.isConnected) window.removeEventListener("keydown", hear, true);  // gone with the focus in it
  };
  el.addEventListener("focusin", () => window.addEventListener("keydown", hear, true));
  el.addEventListener("focusout", () => window.removeEventListener("keydown", hear, true));
  copy.addEventListener("click", async () => {
    const { code } = read();
    const written = await navigator.clipboard?.writeText(code).then(() => true, () => false);
    tip.textContent = written ? `copied: ${code}` : code;  // where a page may not copy, the line can be selected
  });
  draw();
  return { draw, answered };
}

function give(node, name, value) {
  if (value === undefined || value === null) node.removeAttribute(name);
  else if (node.getAttribute(name) !== String(value)) node.setAttribute(name, value);
}

function fragment(text) {
  const plain = document.createElement("template");
  plain.innerHTML = text;
  return plain.content;
}

// Most updates change numbers and places alone: then only the tags that differ are read. Says whether it was one.
function patch(art, old, tags) {
  const name = tag => tag.match(/^[^\s>]*/)[0], form = tag => name(tag) + (tag.match(/\/?>$/)?.[0] ?? " text");
  if (tags.length !== old.length || tags.some((tag, k) => tag !== old[k] && form(tag) !== form(old[k]))) return false;
  const nodes = art.querySelectorAll("*"), differ = [];
  let n = 0, text = "";
  for (const [k, tag] of tags.entries()) {
    if (!k || tag[0] === "/") continue;
    if (tag !== old[k]) {
      differ.push(nodes[n]);
      text += tag.endsWith("/>") ? `<${tag}` : `<${tag}</${name(tag)}>`;
    }
    n += 1;
  }
  if (n !== nodes.length) return false;  // an extension of the browser has been at it
  for (const [k, other] of [...fragment(`<svg>${text}</svg>`).firstChild.children].entries()) {
    alter(differ[k], other);
    if (other.firstChild) differ[k].firstChild.data = other.firstChild.data;
  }
  return true;
}

function alter(node, other) {
  for (const { name } of [...node.attributes]) if (!other.hasAttribute(name)) node.removeAttribute(name);
  for (const { name, value } of other.attributes) give(node, name, value);
}

// Give an element the children of another one: what is the same stays and is neither laid out nor painted again.
function liken(old, wanted) {
  const before = [...old.childNodes], after = [...wanted.childNodes];
  const least = Math.min(before.length, after.length), isLike = k => before.at(k).nodeName === after.at(k).nodeName;
  let first = 0, last = 0;  // so many at the start and at the end answer to each other; what is between is replaced
  while (first < least && isLike(first)) first += 1;
  while (last < least - first && isLike(-1 - last)) last += 1;
  const gone = before.splice(first, before.length - first - last);
  const come = after.splice(first, after.length - first - last);
  for (const node of gone) node.remove();
  for (const node of come) old.insertBefore(node, before[first] ?? null);
  for (const [k, node] of before.entries()) {
    const other = after[k];
    if (node.isEqualNode(other)) continue;
    if (node.nodeType !== Node.ELEMENT_NODE) node.data = other.data;
    else {
      alter(node, other);
      liken(node, other);
    }
  }
}

// Core controls leave parts of themselves without a name for those who hear: handles, the buttons of play, lists.
const ICONS = { "fa-play": "play", "fa-pause": "pause", "fa-stop": "stop", "fa-retweet": "over and over" };
function nameControls(box) {
  for (const node of box.querySelectorAll(".noUi-handle, .widget-play button, .jupyter-widgets-play button, select")) {
    const control = node.closest(".jupyter-widgets"), label = control.querySelector(".widget-label");
    const name = ICONS[node.querySelector("i")?.classList[1]] ?? (label?.textContent || label?.title || node.title);
    const end = control.querySelectorAll(".noUi-handle").length > 1 ? [", from", ", to"][node.dataset.handle] : "";
    give(node, "aria-label", name + end);
  }
}

export default {
  render({ model, el }) {
    const { draw, answered } = mount(el, { read: () => model.get("view"), send: event => model.send(event) });
    const hear = message => answered(message.done);  // a touch that has changed nothing
    const laidOut = new ResizeObserver(() => nameControls(el.closest(".lstm-teach") ?? el));
    laidOut.observe(el);
    model.on("change:view", draw);
    model.on("msg:custom", hear);
    return () => { laidOut.disconnect(); model.off("change:view", draw); model.off("msg:custom", hear); };
  },
};
