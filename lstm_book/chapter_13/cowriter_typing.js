// A text field: what is typed goes to the kernel at once; what the kernel writes is put in, with the caret behind it.
const MODIFIERS = ["ctrlKey", "metaKey", "altKey", "shiftKey"];

function render({ model, el }) {
  const label = document.createElement("label"), name = document.createElement("span");
  const field = document.createElement(model.get("lines") > 1 ? "textarea" : "input");
  el.classList.add("lstm-typing");
  if (model.get("lines") > 1) field.rows = model.get("lines");
  Object.assign(field, { spellcheck: false, autocomplete: "off", autocapitalize: "off" });
  field.setAttribute("autocorrect", "off");
  label.append(name, field);
  el.append(label);

  const dress = () => {
    name.textContent = model.get("description");
    field.maxLength = model.get("most");
    field.title = model.get("tooltip");
  };
  const write = () => {
    const value = model.get("value");
    if (field.value === value) return;
    field.value = value;
    field.setSelectionRange(value.length, value.length);
  };
  const isAtEnd = () => field.selectionStart === field.value.length;
  field.addEventListener("input", () => {
    if (model.get("grows") && !field.value.startsWith(model.get("value"))) return write();  // what was typed stays
    model.set("value", field.value);
    model.save_changes();
  });
  field.addEventListener("keydown", event => {
    const plain = !MODIFIERS.some(modifier => event[modifier]);
    if (plain && event.key === "ArrowRight" && isAtEnd()) {
      event.preventDefault();
      model.send({ more: true });
    }
    // Letters, Enter and arrows are this field's own; Tab, Shift-Enter, Ctrl-S and their like are the page's.
    const isOwn = event.key.length === 1 || plain || (event.shiftKey && event.key.startsWith("Arrow"));
    if (isOwn && !event.ctrlKey && !event.metaKey && event.key !== "Tab") event.stopPropagation();
  });
  dress();
  write();
  model.on("change:value", write);
  model.on("change:description change:most change:tooltip", dress);
  return () => { model.off("change:value", write); model.off("change:description change:most change:tooltip", dress); };
}

export default { render };
