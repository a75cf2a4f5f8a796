// Nothing found: what to loosen, and how many incidents there would be then.

import { readRange } from "./facets.mjs";
import { element, plural, shortened } from "./showing.mjs";
import { withoutFacet } from "./state.mjs";

const MARKS = /["“”„«»]+/u;
const WORDS = 8; // of a question that are tried

/** The ways to loosen a state that lead to some incident, as [count, what makes the difference, the state with it]. */
export async function waysOut(state, facets, range, matches, without, ask) {
  const count = ({ chosen, from, to }, order) => facets.select(chosen, readRange(from, to), order).found.length;
  const ways = filterWays(state, facets, range, without).map(([number, what, next]) => [number ?? count(next, matches ?? null), what, next]);
  if (matches) {
    const unfiltered = { ...state, chosen: new Map(), from: "", to: "" };
    if (ways.length > 1 && !ways.some(([number]) => number > 0)) ways.push([count(unfiltered, matches), "without any filter", unfiltered]);
    for (const [what, question] of questionWays(state.question)) {
      ways.push([count(state, question ? await ask(question) : null), what, { ...state, question }]);
    }
  }
  return ways.filter(([number]) => number > 0).sort((a, b) => rank(a) - rank(b));

  /** What keeps the question comes first. */
  function rank([, , next]) {
    return next.question === state.question ? 0 : next.question ? 1 : 2;
  }
}

/** Another choice in the place of one that nothing has, or none; the number is null where it has to be counted. */
function filterWays(state, facets, range, without) {
  const ways = [];
  for (const [name, words] of state.chosen) {
    const { label, places } = facets.byName.get(name);
    const named = (some) => `${label}: ${some.map((word) => facets.label(name, word)).join(" or ")}`;
    const near = [...new Set(words.map((word) => (places.has(word) ? word : facets.nearest(name, word))))].filter((word) => word !== undefined);
    if (near.length && words.some((word) => !places.has(word))) {
      ways.push([null, `with ${named(near)}`, { ...state, chosen: new Map(state.chosen).set(name, near) }]);
    }
    ways.push([without.get(name), `without ${named(words)}`, withoutFacet(state, name)]);
  }
  if (range.first > range.last) ways.push([null, rangeWords(turned(state)), turned(state)]);
  const dates = rangeWords(state);
  if (dates) ways.push([without.get("range"), `without ${dates}`, { ...state, from: "", to: "" }]);
  return ways;
}

/** [what is left out, the question that is left] of a question without its quotes, one of its words, and all of it. */
function questionWays(question) {
  const unquoted = question.split(MARKS).join(" ").trim();
  const words = [...new Set(question.match(/"[^"]*"?|\S+/g) ?? [])];
  return [
    ...(unquoted && MARKS.test(question) ? [["without the quotes", unquoted]] : []),
    ...(words.length > 1 ? words.slice(0, WORDS) : []).map((word) => [
      `without ${word.startsWith('"') ? shortened(word) : `“${shortened(word)}”`}`, words.filter((one) => one !== word).join(" ")]),
    ["without the question", ""],
  ];
}

function turned(state) {
  return { ...state, from: state.to, to: state.from };
}

/** Fills the place below an empty list, and says what stands there: the `reason`, where one is known. `choose(state)` is called with what somebody takes up. */
export function showWaysOut(place, reason, ways, cleared, choose) {
  const why = reason || "No incident fits all of this.";
  const helpless = "Leaving out one thing alone does not help: try other words, or begin anew.";
  const nodes = [element("p", "", why)];
  if (ways.length) {
    const list = element("ul", "pm-hints");
    for (const [number, what, next] of ways) {
      const item = element("li");
      item.append(button(`${plural(number, "incident")} ${what}`, next));
      list.append(item);
    }
    nodes.push(list);
  } else {
    nodes.push(element("p", "pm-quiet", helpless));
  }
  const all = element("p");
  all.append(button("Clear everything", cleared));
  place.replaceChildren(...nodes, all);
  return `${why} ${ways.length ? `${plural(ways.length, "suggestion")} below.` : helpless}`;

  function button(text, next) {
    const made = element("button", "pm-link", text);
    made.type = "button";
    made.addEventListener("click", () => choose(next));
    return made;
  }
}

/** The date range in words; "" where there is none, as with an end that is no date. */
export function rangeWords(state) {
  const { first, last } = readRange(state.from, state.to);
  const [from, to] = [Number.isNaN(first) ? "" : state.from, Number.isNaN(last) ? "" : state.to];
  if (from && to) return from === to ? `in ${from}` : `from ${from} to ${to}`;
  if (from) return `from ${from}`;
  return to && `until ${to}`;
}
