// Nothing found: what to loosen, and how many incidents there would be then.

import { element, plural } from "./showing.mjs";
import { withoutFacet } from "./state.mjs";

const WORDS = 8; // of a question that are tried

/** The ways to loosen a state that lead to some incident, as [count, what to leave out, the state without it]. */
export async function waysOut(state, facets, range, matches, without, ask) {
  const ways = [];
  for (const [name, words] of state.chosen) {
    const labels = words.map((word) => facets.label(name, word)).join(" or ");
    ways.push([without.get(name), `${facets.byName.get(name).label}: ${labels}`, withoutFacet(state, name)]);
  }
  if (state.from || state.to) ways.push([without.get("range"), rangeWords(state), { ...state, from: "", to: "" }]);
  if (matches) {
    const words = [...new Set(state.question.match(/"[^"]*"?|\S+/g) ?? [])];
    for (const word of words.length > 1 ? words.slice(0, WORDS) : []) {
      const question = words.filter((one) => one !== word).join(" ");
      ways.push([count(await ask(question)), word.startsWith('"') ? word : `“${word}”`, { ...state, question }]);
    }
    ways.push([count(null), "the question", { ...state, question: "" }]);
  }
  return ways.filter(([number]) => number > 0).sort((a, b) => rank(a) - rank(b));

  function count(order) {
    return facets.select(state.chosen, range, order).found.length;
  }

  /** What keeps the question comes first. */
  function rank([, , next]) {
    return next.question === state.question ? 0 : next.question ? 1 : 2;
  }
}

/** Fills the place below an empty list. `choose(state)` is called with what somebody takes up. */
export function showWaysOut(place, ways, cleared, choose) {
  const nodes = [element("p", "", "No incident fits all of this.")];
  if (ways.length) {
    const list = element("ul", "pm-hints");
    for (const [number, what, next] of ways) {
      const item = element("li");
      item.append(button(`${plural(number, "incident")} without ${what}`, next));
      list.append(item);
    }
    nodes.push(list);
  } else {
    nodes.push(element("p", "pm-quiet", "Leaving out one thing alone does not help: try other words, or begin anew."));
  }
  const all = element("p");
  all.append(button("Clear everything", cleared));
  place.replaceChildren(...nodes, all);

  function button(text, next) {
    const made = element("button", "pm-link", text);
    made.type = "button";
    made.addEventListener("click", () => choose(next));
    return made;
  }
}

/** The date range in words. */
export function rangeWords({ from, to }) {
  if (from && to) return from === to ? `in ${from}` : `from ${from} to ${to}`;
  return from ? `from ${from}` : `until ${to}`;
}
