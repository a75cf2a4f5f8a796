// The two ends of the range of dates: what stands in their fields, read, and what is wrong with it, said.

import { readRange } from "./facets.mjs";

const ENDS = ["from", "to"];

/** The range, and a sentence on what was left out of it, "" where nothing was. `part(name)` is an element of the explorer. */
export function showRange(part, state) {
  const range = readRange(state.from, state.to);
  const wrong = ENDS.filter((_, at) => Number.isNaN([range.first, range.last][at]));
  for (const name of ENDS) part(name).setAttribute("aria-invalid", String(wrong.includes(name)));
  const fault = wrong.length
    ? `“${state[wrong[0]]}” is no date: write 2023, 2023-06 or 2023-06-30.`
    : range.first > range.last ? "The range ends before it begins." : "";
  const note = part("range-note");
  note.hidden = !fault;
  note.textContent = fault; // the fields are described by it, also where nobody sees it
  if (fault) note.closest("details").open = true;
  const named = wrong.map((name) => `“${state[name]}”`).join(" and ");
  return [range, wrong.length > 1 ? `${named} are no dates, and narrow nothing.` : named && `${named} is no date, and narrows nothing.`];
}
