// The columns of search/facets.json, and what is found in them. Incidents are numbers, counted from the oldest. No page in here.

import { differByOneTypo } from "./vocabulary.mjs";

const DAY = 24 * 60 * 60 * 1000;
const TRUTH = { true: "yes", false: "no" };

export class Facets {
  /** `readDurations()` promises the content of search/durations.json. */
  constructor(content, readDurations) {
    this.readDurations = readDurations;
    this.count = content.incidents;
    this.exact = content.exact;
    this.days = []; // since 1970
    let day = Date.parse(content.first_day ?? 0) / DAY;
    for (const gap of content.days) this.days.push((day += gap));
    this.list = content.facets.map((facet) => ({
      ...facet,
      places: new Map(facet.words.map((word, place) => [word, place])),
      ...readColumn(facet, content.incidents),
    }));
    this.byName = new Map(this.list.map((facet) => [facet.name, facet]));
  }

  /** What people call a word of that facet. */
  label(name, word) {
    const facet = this.byName.get(name);
    return facet?.labels[facet.places.get(word)] ?? word;
  }

  /**
   * The words of a facet that somebody means: the one written just so; or else those that differ only by case, hyphens and
   * underscores, or those with that label; `true` is yes, and 1.50 is 1.5. What there is not means itself.
   */
  meant(name, word) {
    const { words, labels, places } = this.byName.get(name);
    if (places.has(word)) return [word];
    const folded = fold(word);
    const ways = [
      (one) => fold(one) === folded,
      (one) => one === TRUTH[folded] || (word.trim() && Number(one) === Number(word)),
      (one, place) => fold(labels[place]) === folded,
    ];
    return ways.map((isMeant) => words.filter(isMeant)).find((found) => found.length) ?? [word];
  }

  /** The word of a facet that is nearest to one it does not have; undefined where none is near. */
  nearest(name, word) {
    const { words, labels } = this.byName.get(name);
    const folded = fold(word);
    const folds = words.map((one, place) => [fold(one), fold(labels[place])]);
    const near = [
      (one) => differByOneTypo(one, folded),
      (one) => one.startsWith(folded) || folded.startsWith(one),
      (one) => folded.length > 2 && one.includes(folded),
    ];
    const at = near.map((isNear) => folds.findIndex((forms) => forms.some(isNear))).find((place) => place >= 0);
    return words[at];
  }

  /**
   * The incidents that hold everything chosen, and beside every value of a facet how many there would be with it:
   * a facet's own choice does not lower its own counts.
   * `chosen`: by name the words of which one must hold. `matches`: those that answer the question, or null for all.
   * `without`: how many there would be without one facet's choice, and without the `range`.
   */
  select(chosen, range, matches) {
    const wanted = this.list.map((facet) => wantedPlaces(facet, chosen.get(facet.name)));
    const asked = [...wanted.keys()].filter((at) => wanted[at]);
    const found = [];
    const missing = this.list.map(() => []); // by facet what holds everything but its choice
    let late = 0;
    for (const n of matches ?? this.days.keys()) {
      const isLate = this.days[n] < range.first || this.days[n] > range.last;
      let missed = isLate ? 1 : 0;
      let last = 0;
      for (const at of asked) if (!holds(this.list[at], n, wanted[at])) [missed, last] = [missed + 1, at];
      if (missed > 1) continue;
      if (isLate) late++;
      else (missed ? missing[last] : found).push(n);
    }
    const counts = this.list.map((facet, at) => countPlaces(facet, found, missing[at]));
    const without = new Map([...this.list.map((facet, at) => [facet.name, missing[at].length]), ["range", late]]);
    return { found, counts, without };
  }

  /** These incidents by date, severity or duration, best known first: what has no severity or duration comes last either way. */
  async sort(found, key, ascending) {
    if (key === "duration") this.minutes ??= await this.readDurations(); // few sort by it
    const value = { date: (n) => n, severity: this.severityOf(), duration: (n) => this.minutes[n] ?? null }[key];
    // the most severe is the first of its words: "descending" is from the most severe down
    const sign = (ascending ? 1 : -1) * (key === "severity" ? -1 : 1);
    return [...found].sort((a, b) => {
      const [x, y] = [value(a), value(b)];
      if (x === y) return b - a;
      if (x === null || y === null) return x === null ? 1 : -1;
      return sign * (x - y);
    });
  }

  severityOf() {
    const { starts, held } = this.byName.get("severity");
    return (n) => (starts[n] < starts[n + 1] ? held[starts[n]] : null);
  }
}

function fold(word) {
  return word.trim().toLowerCase().replaceAll(/[-_\s]+/gu, "-");
}

/** The places of an incident's words are `held` from `starts[n]` to `starts[n + 1]`; facets.py says which sign stands for which. */
function readColumn({ column, several }, count) {
  const starts = new Uint32Array(count + 1);
  const held = [];
  let n = 0;
  for (const sign of column) {
    if (sign !== " ") held.push(placeOf(sign));
    if (sign === " " || !several) starts[++n] = held.length;
  }
  starts[count] = held.length;
  return { starts, held: Uint32Array.from(held) };
}

function placeOf(sign) {
  let code = sign.codePointAt(0);
  if (code >= 0xe000) code -= 0x800;
  if (code > 0x7f) code -= 0x22;
  if (code > 0x5c) code -= 1;
  return code - 0x23;
}

function holds({ starts, held }, n, wanted) {
  for (let at = starts[n]; at < starts[n + 1]; at++) if (wanted.has(held[at])) return true;
  return false;
}

function countPlaces({ starts, held, words }, ...lists) {
  const counts = new Array(words.length).fill(0);
  for (const numbers of lists) for (const n of numbers) for (let at = starts[n]; at < starts[n + 1]; at++) counts[held[at]]++;
  return counts;
}

function wantedPlaces(facet, words) {
  return words?.length ? new Set(words.map((word) => facet.places.get(word))) : null;
}

/** The days from `from` to `to`, each a year, a month or a day; without one of them the range is open. NaN for what is no date. */
export function readRange(from, to) {
  return { first: from ? firstDay(parts(from)) : -Infinity, last: to ? lastDay(parts(to)) : Infinity };
}

function parts(text) {
  const match = /^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?$/.exec(text.trim());
  return match ? match.slice(1).filter(Boolean).map(Number) : [NaN];
}

function firstDay([year, month = 1, day = 1]) {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  const real = year > 0 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day; // 31 February would be a day in March
  return real ? date.getTime() / DAY : NaN;
}

function lastDay([year, month, day]) {
  if (day !== undefined) return firstDay([year, month, day]);
  if (!month || month === 12) return Number.isNaN(firstDay([year, month])) ? NaN : firstDay([year + 1]) - 1;
  return Number.isNaN(firstDay([year, month])) ? NaN : firstDay([year, month + 1]) - 1;
}
