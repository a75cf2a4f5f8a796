// The colours that the reader chose, set before anything is drawn: the theme's own switch keeps them, and its inline script did this.

(() => {
  const palette = __md_get("__palette");
  if (!palette?.color) return;
  const colours = { ...palette.color };
  if (colours.media === "(prefers-color-scheme)") {
    const scheme = matchMedia("(prefers-color-scheme: light)").matches ? "light" : "dark";
    const input = document.querySelector(`[data-md-color-media='(prefers-color-scheme: ${scheme})']`);
    for (const name of ["media", "scheme", "primary", "accent"]) colours[name] = input?.getAttribute(`data-md-color-${name}`) ?? colours[name];
  }
  for (const [name, value] of Object.entries(colours)) document.body.setAttribute(`data-md-color-${name}`, value);
})();
