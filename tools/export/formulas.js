// Typesets the formulas in an element by KaTeX, on slides as on pages; one that KaTeX does not know stays as it was written.
function typesetFormulas(root, options = {}) {
  const environments = ["equation", "align", "alignat", "gather", "CD"].flatMap(name => [name, name + "*"]);
  const delimiters = [
    { left: "$$", right: "$$", display: true }, { left: "$", right: "$", display: false },
    { left: "\\(", right: "\\)", display: false }, { left: "\\[", right: "\\]", display: true },
    ...environments.map(name => ({ left: `\\begin{${name}}`, right: `\\end{${name}}`, display: true })),
  ];
  renderMathInElement(root, { delimiters, throwOnError: true, ...options });
}
