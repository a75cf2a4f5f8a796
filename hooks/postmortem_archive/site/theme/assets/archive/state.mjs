// What somebody asked of the explorer, as the end of its address and back: in its query, or where the question is too long for
// some servers, behind the # that no server sees.

const SORTS = ["relevance", "date", "severity", "duration"];
const LONG = 2000; // characters of a question as it stands in the address
export const NOTHING = { question: "", chosen: new Map(), from: "", to: "", sort: "", ascending: false };

/** The question in an address. */
export function questionIn({ search, hash }) {
  return behind(hash) ?? new URLSearchParams(search).get("q") ?? "";
}

/** True where an address names a place on the page: its beginning is "#" alone. */
export function isAnchor({ href, hash }) {
  return href.includes("#") && behind(hash) === null;
}

function behind(hash) {
  return new URLSearchParams(hash.slice(1)).get("q") || null;
}

/** `chosen` holds by facet the words chosen, in the order of the address. */
export function readState(address, facets) {
  const parameters = new URLSearchParams(address.search);
  const chosen = new Map();
  for (const [name, word] of parameters) {
    if (!facets.byName.has(name) || !word.trim()) continue;
    const words = chosen.get(name) ?? [];
    chosen.set(name, [...new Set([...words, ...facets.meant(name, word.trim())])]);
  }
  const sort = parameters.get("sort");
  return {
    question: questionIn(address),
    chosen,
    from: parameters.get("from") ?? "",
    to: parameters.get("to") ?? "",
    sort: SORTS.includes(sort) ? sort : "",
    ascending: parameters.get("order") === "ascending",
  };
}

/** Only what differs from the beginning stands in the address. */
export function writeState(state) {
  const parameters = new URLSearchParams();
  if (state.question.trim()) parameters.set("q", state.question.trim());
  const end = `${parameters}`.length > LONG ? `#${parameters}` : "";
  if (end) parameters.delete("q");
  for (const [name, words] of state.chosen) for (const word of words) parameters.append(name, word);
  if (state.from) parameters.set("from", state.from);
  if (state.to) parameters.set("to", state.to);
  if (state.sort) parameters.set("sort", state.sort);
  if (state.ascending) parameters.set("order", "ascending");
  return (parameters.size ? `?${parameters}` : "") + end;
}

/** What the results are sorted by: what was chosen, or else by relevance where there is a question, and by date. */
export function sortOf(state) {
  const asked = state.question.trim() !== "";
  if (state.sort && (asked || state.sort !== "relevance")) return state.sort;
  return asked ? "relevance" : "date";
}

/** The same with a word of a facet added or taken away. */
export function toggled(state, name, word) {
  const chosen = new Map(state.chosen);
  const words = chosen.get(name) ?? [];
  const next = words.includes(word) ? words.filter((one) => one !== word) : [...words, word];
  if (next.length) chosen.set(name, next);
  else chosen.delete(name);
  return { ...state, chosen };
}

export function withoutFacet(state, name) {
  const chosen = new Map(state.chosen);
  chosen.delete(name);
  return { ...state, chosen };
}
