// How one incident is shown, in the explorer and below the search box: dates, durations, severities, words that are marked.
// Titles and texts come from anybody: they become text, never markup.

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const LONG_WORD = 40; // letters of one that are shown
const LONG_QUESTION = 120; // and of a question
const FEW_WORDS = 8; // a question of more may be pasted, and is not answered word by word

/** 22 Jun 2021, the day as written: `iso` begins with it, whatever zone follows. */
export function shortDay(iso) {
  const [year, month, day] = iso.slice(0, 10).split("-").map(Number);
  return `${day} ${MONTHS[month - 1]} ${year}`;
}

/** 25 min, 4 h 53 min, 2 d 3 h; below a minute the seconds. As wording.py says it. */
export function duration(minutes) {
  if (minutes < 1) return `${Math.round(minutes * 60)} s`;
  const all = Math.round(minutes);
  const [days, hours, rest] = [Math.floor(all / 1440), Math.floor((all % 1440) / 60), all % 60];
  if (days) return hours ? `${days} d ${hours} h` : `${days} d`;
  if (hours) return rest ? `${hours} h ${rest} min` : `${hours} h`;
  return `${rest} min`;
}

/** 1,234; a format that is made once, because making one takes longer than all else of a line. */
export const grouped = new Intl.NumberFormat("en").format;

export function plural(count, one) {
  return `${grouped(count)} ${one}${count === 1 ? "" : "s"}`;
}

/** The text as nodes, what stands between two marks inside a <mark>. */
export function marked(text, marks) {
  const nodes = [];
  let at = 0;
  for (const [start, end] of marks ?? []) {
    if (start > at) nodes.push(text.slice(at, start));
    const mark = document.createElement("mark");
    mark.textContent = text.slice(start, end);
    nodes.push(mark);
    at = end;
  }
  if (at < text.length) nodes.push(text.slice(at));
  return nodes;
}

/** Turns a chip into that of a severity; `severities` holds [label, rank from 1 to 4] by word. False where there is none. */
export function showSeverity(chip, word, severities) {
  if (!word) return false;
  const [label, rank] = severities[word] ?? [word, 4];
  chip.textContent = label;
  chip.classList.add(`pm-sev-${rank}`);
  return true;
}

/** Where an incident's page stands, at the place that answers. */
export function addressOf(root, slug, anchor) {
  return new URL(`incidents/${encodeURIComponent(slug)}/${anchor ? `#${encodeURIComponent(anchor)}` : ""}`, root).href;
}

/** An element with a class and text. */
export function element(name, className = "", text = "") {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}

const SAID = 700; // milliseconds

/**
 * Says something to a screen reader, once nothing else was to say for a moment: while somebody types, every key has an answer.
 * `place` has an element for it, which nobody sees.
 */
export function speaker(place) {
  const said = place.querySelector("[data-pm-said]");
  let pause;
  return (text) => {
    clearTimeout(pause);
    pause = setTimeout(() => text === said.textContent || (said.textContent = text), SAID);
  };
}

/** A word of a question as it is repeated: a pasted one may have any length. */
export function shortened(word, length = LONG_WORD) {
  return word.length > length ? `${word.slice(0, length).trim()}…` : word;
}

/** A sentence for a question that nothing can answer, as search/nothing.py says it; "" where it asks for something. */
export function asksNothing(answer, text) {
  if (!answer?.empty) return "";
  if (!answer.onlyStopWords) return "The question is empty: ask for a word, such as what was seen or what broke.";
  return `Every incident has words such as “${shortened(text.trim(), LONG_QUESTION)}”: ask for a word that only some of them have.`;
}

/** A sentence that names the words of a question that no incident has; "" where there are none, or too many words to tell. */
export function unknownWords(answer) {
  const words = answer && answer.words.length <= FEW_WORDS ? answer.words : [];
  const named = words.filter(({ count, told }) => count === 0 && told).map(({ text }) => `“${shortened(text)}”`);
  const last = named.pop();
  return last ? `No incident has ${named.length ? `${named.join(", ")} or ${last}` : last}.` : "";
}

/** Why a question has no answer at all, and what to do; what is in quotes comes first, as in search/nothing.py. "" where nobody knows. */
export function whyNone(answer) {
  if (answer.phrases.length) return "No incident has what is in quotes: ask without the quotes, or for other words.";
  const unknown = unknownWords(answer);
  return unknown && `${unknown} Try other words for it.`;
}

/** What an answer took otherwise than it was asked; "" where it has no incident, which is told in their place. */
export function noteOn(answer) {
  if (!answer?.order.length) return "";
  return answer.loosened ? "No incident has what is in quotes: here each word counts for itself." : unknownWords(answer);
}
