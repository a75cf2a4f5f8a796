// The table of action items: filters by state, kind, owner and service, sorts by column. The choice stands in the address.

const FILTERS = [["state", "State"], ["kind", "Kind"], ["owner", "Owner"], ["service", "Service"]];
const STATES = [
  ["open", "Open"], ["overdue", "Overdue"], ["ownerless", "Without an owner"], ["returned", "Came back since"], ["unstated", "Not stated"], ["done", "Done"],
];
const ALL = "all"; // in the address: where a table begins with the open ones, that all are asked for

export function startLedger(root) {
  const table = root.querySelector("table");
  const rest = root.querySelector("[data-pm-ledger-rest]");
  if (rest) {
    table.tBodies[0].append(...rest.querySelectorAll("tbody > tr"));
    rest.remove();
  }
  let limit = Number(root.dataset.atOnce); // so many rows are shown, until somebody asks for more
  const rows = [...table.tBodies[0].rows].map((element) => ({
    element,
    written: Object.fromEntries(FILTERS.map(([name]) => [name, (element.dataset[name] ?? "").split(name === "state" ? " " : "|").filter(Boolean)])),
  }));
  for (const row of rows) row.values = Object.fromEntries(FILTERS.map(([name]) => [name, row.written[name].map((value) => fold(name, value))]));
  const first = table.dataset.state ?? ""; // the state that is shown at first
  const part = (name) => root.querySelector(`[data-pm-ledger-${name}]`);
  const selects = FILTERS.map(([name, label]) => choice(name, label, rows)).filter(Boolean);
  for (const select of selects) part("filters").append(select.element);
  part("filters").hidden = selects.length === 0;

  sortable(table, rows, () => update());
  part("filters").addEventListener("change", () => update());
  part("clear").addEventListener("click", () => {
    for (const { box } of selects) box.value = "";
    update();
    selects[0].box.focus();
  });
  part("more").firstElementChild.addEventListener("click", () => {
    const before = visible().length;
    limit = Infinity;
    update(false);
    visible()[before].querySelector("a").focus();
  });
  addEventListener("popstate", restore);
  restore();

  function restore() {
    const query = new URLSearchParams(location.search);
    for (const { name, box } of selects) {
      const wanted = fold(name, query.get(name) ?? (name === "state" ? first : ""));
      box.value = [...box.options].some((option) => option.value === wanted) ? wanted : "";
    }
    sort(table, rows, query.get("sort") ?? "", query.get("order") ?? "");
    update(false);
  }

  function update(keep = true) {
    const wanted = selects.filter(({ box }) => box.value).map(({ name, box }) => [name, box.value]);
    const fits = new Set(rows.filter(({ values }) => wanted.every(([name, value]) => values[name].includes(value))).map(({ element }) => element));
    let seen = 0;
    for (const element of table.tBodies[0].rows) {
      element.hidden = !fits.has(element) || seen === limit;
      if (!element.hidden) seen += 1;
    }
    const shown = fits.size;
    const all = `${rows.length.toLocaleString("en")} ${rows.length === 1 ? "item" : "items"}`;
    part("shown").textContent = shown === rows.length ? all : `${shown.toLocaleString("en")} of ${all}`;
    part("empty").hidden = shown > 0;
    part("more").hidden = seen === shown;
    part("more").firstElementChild.textContent = `Show the other ${(shown - seen).toLocaleString("en")}`;
    part("clear").hidden = wanted.length === 0;
    if (keep) history.replaceState(null, "", address(new Map(wanted)));
  }

  function visible() {
    return [...table.tBodies[0].rows].filter((row) => !row.hidden);
  }

  function address(wanted) {
    const query = new URLSearchParams();
    for (const { name } of selects) {
      const value = wanted.get(name) ?? "";
      if (name === "state" ? value !== first : value) query.set(name, value || ALL);
    }
    const sorted = table.querySelector("th[aria-sort=ascending], th[aria-sort=descending]");
    if (sorted) {
      query.set("sort", sorted.textContent.trim());
      query.set("order", sorted.getAttribute("aria-sort"));
    }
    return `${location.pathname}${query.size ? `?${query}` : ""}${location.hash}`;
  }
}

/** What two ways of writing one value have in common: `@Ana` and `ana` are one owner. */
function fold(name, value) {
  return name === "owner" ? value.toLowerCase().replace(/^@/, "") : value;
}

/** A list to choose one value from, with the number of items of each; nothing where there is no choice. */
function choice(name, label, rows) {
  const counts = new Map();
  const written = new Map(); // the first way in which each is written
  for (const row of rows) row.values[name].forEach((value, at) => {
    counts.set(value, (counts.get(value) ?? 0) + 1);
    if (!written.has(value)) written.set(value, row.written[name][at]);
  });
  const options = name === "state"
    ? STATES.filter(([value]) => counts.has(value))
    : [...counts].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0])).map(([value]) => [value, written.get(value)]);
  if (options.length < 2) return null;
  const element = document.createElement("label");
  const box = document.createElement("select");
  box.name = name;
  box.setAttribute("aria-label", label); // or its name would be the label and every value
  box.append(new Option("All", ""), ...options.map(([value, text]) => new Option(`${text} (${counts.get(value)})`, value)));
  element.append(label, box);
  return { name, element, box };
}

/** Makes a button of every sortable heading. A third click brings back the order that the page came in. */
function sortable(table, rows, changed) {
  for (const heading of table.querySelectorAll("th[data-sort]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...heading.childNodes);
    heading.append(button);
    button.addEventListener("click", () => {
      const first = heading.dataset.first ?? "ascending";
      const second = first === "ascending" ? "descending" : "ascending";
      const next = { none: first, [first]: second, [second]: "" }[heading.getAttribute("aria-sort")];
      sort(table, rows, button.textContent, next);
      changed();
    });
  }
}

/** Sorts by the column with that heading, what has no value last; as the page came where there is no such column or order. */
function sort(table, rows, title, order) {
  const headings = [...table.tHead.rows[0].cells];
  const index = headings.findIndex((heading) => heading.dataset.sort && heading.textContent.trim() === title);
  const sorts = index >= 0 && ["ascending", "descending"].includes(order);
  headings.forEach((heading, at) => heading.dataset.sort && heading.setAttribute("aria-sort", sorts && at === index ? order : "none"));
  let ordered = rows;
  if (sorts) {
    const numeric = headings[index].dataset.sort === "number";
    const sign = order === "ascending" ? 1 : -1;
    const value = ({ element }) => element.cells[index].dataset.value ?? (element.cells[index].querySelector(".pm-none, .pm-ledger__nobody") ? "" : element.cells[index].textContent.trim());
    ordered = rows.map((row) => [value(row), row]).sort(([a], [b]) => {
      if (a === b) return 0;
      if (a === "" || b === "") return a === "" ? 1 : -1;
      return sign * (numeric ? a - b : a.localeCompare(b));
    }).map(([, row]) => row);
  }
  table.tBodies[0].append(...ordered.map(({ element }) => element));
}
