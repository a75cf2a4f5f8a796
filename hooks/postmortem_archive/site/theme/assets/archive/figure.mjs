// Arrow keys, Home and End move between the events of a timeline figure, as Tab does.

export function moveAlongFigure(figure) {
  figure.addEventListener("keydown", (press) => {
    const dots = [...figure.querySelectorAll("a[href]")].filter((dot) => dot.getClientRects().length > 0);
    const at = dots.indexOf(document.activeElement);
    if (at < 0) return;
    const next = { ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1, Home: 0, End: dots.length - 1 }[press.key];
    if (next === undefined || !dots[next]) return;
    press.preventDefault();
    dots[next].focus();
  });
}
