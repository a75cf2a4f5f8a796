// What is chosen: each choice as a button that takes it away, and the order as the one of its buttons that is pressed.

import { rangeWords } from "./hints.mjs";
import { element } from "./showing.mjs";
import { NOTHING, toggled } from "./state.mjs";

const DIRECTIONS = { date: ["newest", "oldest"], severity: ["most severe", "least severe"], duration: ["longest", "shortest"] };

/** The choices of a state, as [what is said of it, the state without it]. */
export function chipsOf(state, facets) {
  const chips = [...state.chosen].flatMap(([name, words]) =>
    words.map((word) => [`${facets.byName.get(name).label}: ${facets.label(name, word)}`, toggled(state, name, word)]));
  const range = rangeWords(state);
  if (range) chips.push([`Date: ${range}`, { ...state, from: "", to: "" }]);
  if (chips.length > 1) chips.push(["", { ...NOTHING, question: state.question }]);
  return chips;
}

/** Fills their place. `choose(state, at)` is called with what is left and the place of the button that was pressed. */
export function showChips(place, chips, choose) {
  place.replaceChildren(...chips.map(([text, next], at) => {
    const chip = element("button", "pm-chip", text ? `${text} ✕` : "Clear all");
    chip.type = "button";
    chip.setAttribute("aria-label", text ? `Take away ${text}` : "Take away every filter");
    chip.addEventListener("click", () => choose(next, text ? at : 0));
    return chip;
  }));
  place.hidden = chips.length === 0;
}

/** Which of the buttons is pressed, and which way round; without a question there is no relevance. */
export function showOrder(place, sort, ascending, isAsked) {
  for (const button of place.querySelectorAll("button")) {
    const pressed = button.value === sort;
    button.hidden = button.value === "relevance" && !isAsked;
    button.setAttribute("aria-pressed", String(pressed));
    const direction = DIRECTIONS[button.value]?.[ascending ? 1 : 0];
    if (pressed && direction) button.setAttribute("aria-label", `${button.value}, ${direction} first`);
    else button.removeAttribute("aria-label");
    button.dataset.order = pressed && direction ? (ascending ? "ascending" : "descending") : "";
  }
}
