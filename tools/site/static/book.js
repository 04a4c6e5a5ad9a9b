// What scrolls sideways can be scrolled by keyboard; what is folded is printed unfolded.
const BLOCKS = "pre, div.math, .live, .cell_output .output.text_html, .table-wrapper";
function reach() {
  for (const block of document.querySelectorAll(BLOCKS)) {
    if (block.scrollWidth > block.clientWidth) block.tabIndex = 0;
    else block.removeAttribute("tabindex");
  }
}
reach();
window.addEventListener("resize", reach);
document.addEventListener("toggle", reach, true);
// A formula in a fold has its fonts, and with them its width, only once the fold is open.
document.fonts.addEventListener("loadingdone", reach);
// A widget that has come alive may be wider than its stored picture.
document.addEventListener("live", reach);
// Two side bars, two names.
document.querySelector("aside.sidebar-drawer")?.setAttribute("aria-label", "The book");
document.querySelector("aside.toc-drawer")?.setAttribute("aria-label", "This page");
let folded = [];
window.addEventListener("beforeprint", () => {
  folded = [...document.querySelectorAll("details:not([open])")];
  for (const details of folded) details.open = true;
});
window.addEventListener("afterprint", () => {
  for (const details of folded) details.open = false;
});
