// The table of all incidents: sorts by column, filters by facet and by word. The choice stands in the address.

const FACETS = [
  ["severity", "Severity"], ["cause", "Root cause"], ["trigger", "Trigger"], ["service", "Service"], ["team", "Team"],
  ["organisation", "Organisation"], ["detected", "Detected by"], ["tag", "Tag"], ["year", "Year"],
];
const SHOWN = 8; // values of a facet before "more"

export function enhanceExplorer(root) {
  const table = root?.querySelector("[data-pm-table]");
  if (!table) return;
  const rows = [...table.tBodies[0].rows].map((element) => ({
    element,
    words: element.querySelector(".pm-table__title").textContent.toLowerCase(),
    values: Object.fromEntries(FACETS.map(([name]) => [name, element.dataset[name]?.split("|") ?? []])),
  }));
  const part = (name) => root.querySelector(`[data-pm-${name}]`);
  const severities = table.dataset.severities.split("|");
  const facets = FACETS.map(([name, label]) => facet(name, label, rows, severities)).filter((one) => one.options.length > 1);
  const words = part("words");
  for (const one of facets) part("facet-list").append(one.element);
  part("facets").hidden = false;
  if (matchMedia("(max-width: 44.9375em)").matches) part("facets").querySelector("details").open = false;

  sortable(table, update);
  words.addEventListener("input", () => update());
  root.addEventListener("change", () => update());
  part("clear").addEventListener("click", clear);
  addEventListener("popstate", restore);
  restore();

  function clear() {
    words.value = "";
    for (const one of facets) for (const option of one.options) option.box.checked = false;
    update();
    words.focus();
  }

  function restore() {
    const query = new URLSearchParams(location.search);
    words.value = query.get("q") ?? "";
    for (const one of facets) {
      const chosen = query.getAll(one.name);
      for (const option of one.options) option.box.checked = chosen.includes(option.value);
    }
    sortTable(table, query.get("sort") ?? "", query.get("order") ?? "");
    update(false);
  }

  /** Shows the rows that fit, and beside every value how many there would be with it. */
  function update(keep = true) {
    const wanted = words.value.toLowerCase().split(/\s+/).filter(Boolean);
    const chosen = new Map(facets.map((one) => [one.name, one.options.filter((option) => option.box.checked).map((option) => option.value)]));
    const fits = (row, without) =>
      wanted.every((word) => row.words.includes(word)) &&
      [...chosen].every(([name, values]) => name === without || values.length === 0 || values.some((value) => row.values[name].includes(value)));
    let shown = 0;
    for (const row of rows) {
      row.element.hidden = !fits(row);
      shown += row.element.hidden ? 0 : 1;
    }
    for (const one of facets) count(one, rows.filter((row) => fits(row, one.name)));
    part("shown").textContent = shown === rows.length ? `${rows.length} incidents` : `${shown} of ${rows.length} incidents`;
    part("empty").hidden = shown > 0;
    part("chosen").replaceChildren(...chips());
    if (keep) history.replaceState(null, "", address(chosen));
  }

  function chips() {
    return facets.flatMap((one) => one.options.filter((option) => option.box.checked).map((option) => {
      const chip = document.createElement("button");
      chip.type = "button";
      chip.className = "pm-chip";
      chip.textContent = `${option.value} ✕`;
      chip.setAttribute("aria-label", `Remove the filter ${option.value}`);
      chip.addEventListener("click", () => { option.box.checked = false; update(); });
      return chip;
    }));
  }

  function address(chosen) {
    const query = new URLSearchParams();
    if (words.value) query.set("q", words.value);
    for (const [name, values] of chosen) for (const value of values) query.append(name, value);
    const sorted = table.querySelector("th[aria-sort=ascending], th[aria-sort=descending]");
    const order = sorted?.getAttribute("aria-sort");
    const name = sorted?.textContent.trim() ?? "";
    if (sorted && !(name === "Date" && order === "descending")) { query.set("sort", name); query.set("order", order); }
    return `${location.pathname}${query.size ? `?${query}` : ""}`;
  }
}

/** A facet as a fieldset of check boxes. Severities in their order, years newest first, the others by frequency; the rest behind "more". */
function facet(name, label, rows, severities) {
  const counts = new Map();
  for (const row of rows) for (const value of row.values[name]) counts.set(value, (counts.get(value) ?? 0) + 1);
  const order = {
    severity: (a, b) => severities.indexOf(a[0]) - severities.indexOf(b[0]),
    year: (a, b) => b[0] - a[0],
  }[name] ?? ((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]));
  const values = [...counts].sort(order);
  const element = document.createElement("fieldset");
  const legend = document.createElement("legend");
  legend.textContent = label;
  element.append(legend);
  const options = values.map(([value], index) => {
    const line = document.createElement("label");
    line.className = "pm-facet";
    line.hidden = index >= SHOWN;
    const box = document.createElement("input");
    box.type = "checkbox";
    box.name = name;
    const number = document.createElement("span");
    number.className = "pm-facet__n";
    line.append(box, value, number);
    element.append(line);
    return { value, box, line, number };
  });
  if (values.length > SHOWN) {
    const more = document.createElement("button");
    more.type = "button";
    more.className = "pm-link";
    more.textContent = `${values.length - SHOWN} more`;
    more.setAttribute("aria-label", `${values.length - SHOWN} more values of ${label}`);
    more.addEventListener("click", () => {
      for (const option of options) option.line.hidden = false;
      options[SHOWN].box.focus();
      more.remove();
    });
    element.append(more);
  }
  return { name, element, options };
}

function count(one, rows) {
  for (const option of one.options) {
    const number = rows.filter((row) => row.values[one.name].includes(option.value)).length;
    option.number.textContent = number;
    option.line.classList.toggle("pm-facet-zero", number === 0);
    if (option.box.checked) option.line.hidden = false;
  }
}

/** Makes a button of every sortable heading. */
function sortable(table, changed) {
  for (const heading of table.querySelectorAll("th[data-sort]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...heading.childNodes);
    heading.append(button);
    if (!heading.hasAttribute("aria-sort")) heading.setAttribute("aria-sort", "none");
    button.addEventListener("click", () => {
      const now = heading.getAttribute("aria-sort");
      const first = heading.dataset.first ?? "ascending";
      const next = now === "none" ? first : now === "ascending" ? "descending" : "ascending";
      sortTable(table, button.textContent, next);
      changed();
    });
  }
}

/** Sorts by the column with that heading; by date, newest first, when there is none. Unknown values come last. */
function sortTable(table, title, order) {
  const headings = [...table.tHead.rows[0].cells];
  const found = headings.findIndex((heading) => heading.textContent.trim() === title);
  const index = Math.max(0, found);
  const wanted = found >= 0 && order === "ascending" ? "ascending" : "descending";
  headings.forEach((heading, at) => heading.setAttribute("aria-sort", at === index ? wanted : "none"));
  const kind = headings[index].dataset.sort;
  const value = (row) => row.cells[index].dataset.value ?? row.cells[index].textContent.trim();
  const sign = wanted === "ascending" ? 1 : -1;
  const rows = [...table.tBodies[0].rows].sort((a, b) => {
    const [x, y] = [value(a), value(b)];
    if (x === y) return 0;
    if (x === "" || x === "–") return 1;
    if (y === "" || y === "–") return -1;
    return sign * (kind === "number" ? x - y : kind === "date" ? (x < y ? -1 : 1) : x.localeCompare(y));
  });
  table.tBodies[0].append(...rows);
}
