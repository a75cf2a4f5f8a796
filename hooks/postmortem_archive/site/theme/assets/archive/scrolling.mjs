// A wide table can be scrolled by keys. One that fits into the page needs no stop for them on the way through it.

export function stopWhereItScrolls(box) {
  new ResizeObserver(() => {
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
    else box.removeAttribute("tabindex");
  }).observe(box);
}
