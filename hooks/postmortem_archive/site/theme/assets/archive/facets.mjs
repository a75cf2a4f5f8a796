// The columns of search/facets.json, and what is found in them. Incidents are numbers, counted from the oldest. No page in here.

const DAY = 24 * 60 * 60 * 1000;

export async function loadFacets(root) {
  // "no-cache" asks whether the kept copy still holds: its numbers must be those of the index
  const answer = await fetch(new URL("search/facets.json", root), { cache: "no-cache" });
  if (!answer.ok) throw new Error(`${answer.url}: ${answer.status}`);
  return new Facets(await answer.json());
}

export class Facets {
  constructor(content) {
    this.count = content.incidents;
    this.minutes = content.minutes;
    this.exact = content.exact;
    this.days = []; // since 1970
    let day = Date.parse(content.first_day ?? 0) / DAY;
    for (const gap of content.days) this.days.push((day += gap));
    this.list = content.facets.map((facet) => ({
      ...facet,
      places: new Map(facet.words.map((word, place) => [word, place])),
      rows: (facet.several ? facet.column.split(" ") : Array.from(facet.column)).map(placesOf),
    }));
    this.byName = new Map(this.list.map((facet) => [facet.name, facet]));
  }

  /** What people call a word of that facet. */
  label(name, word) {
    const facet = this.byName.get(name);
    return facet?.labels[facet.places.get(word)] ?? word;
  }

  /**
   * The incidents that hold everything chosen, and beside every value of a facet how many there would be with it:
   * a facet's own choice does not lower its own counts.
   * `chosen`: by name the words of which one must hold. `matches`: those that answer the question, or null for all.
   * `without`: how many there would be without one facet's choice, and without the `range`.
   */
  select(chosen, range, matches) {
    const wanted = this.list.map((facet) => wantedPlaces(facet, chosen.get(facet.name)));
    const counts = this.list.map((facet) => new Array(facet.words.length).fill(0));
    const without = new Map([...chosen.keys(), "range"].map((name) => [name, 0]));
    const found = [];
    for (const n of matches ?? this.days.keys()) {
      if (n >= this.count) continue; // a newer index than these columns
      const late = this.days[n] < range.first || this.days[n] > range.last;
      let missed = late ? 1 : 0;
      let missing = late ? "range" : "";
      for (let at = 0; at < wanted.length && missed < 2; at++) {
        if (wanted[at] && !this.list[at].rows[n].some((place) => wanted[at].has(place))) {
          missed++;
          missing = at;
        }
      }
      if (missed > 1) continue;
      if (missed === 0) {
        found.push(n);
        for (let at = 0; at < counts.length; at++) for (const place of this.list[at].rows[n]) counts[at][place]++;
      } else if (missing !== "range") {
        for (const place of this.list[missing].rows[n]) counts[missing][place]++;
      }
      if (missed === 1) add(without, missing === "range" ? missing : this.list[missing].name);
    }
    return { found, counts, without };
  }

  /** These incidents by date, severity or duration, best known first: what has no severity or duration comes last either way. */
  sort(found, key, ascending) {
    const value = { date: (n) => n, severity: this.severityOf(), duration: (n) => this.minutes[n] }[key];
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
    const rows = this.byName.get("severity")?.rows;
    return (n) => rows?.[n][0] ?? null;
  }
}

/** The places of the words that these signs stand for; facets.py says which sign stands for which. */
function placesOf(signs) {
  const places = [];
  for (const sign of signs === " " ? "" : signs) {
    let code = sign.codePointAt(0);
    if (code >= 0xe000) code -= 0x800;
    if (code > 0x7f) code -= 0x22;
    if (code > 0x5c) code -= 1;
    places.push(code - 0x23);
  }
  return places;
}

function wantedPlaces(facet, words) {
  return words?.length ? new Set(words.map((word) => facet.places.get(word))) : null;
}

function add(counts, name) {
  counts.set(name, (counts.get(name) ?? 0) + 1);
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
  const real = date.getUTCMonth() === month - 1 && date.getUTCDate() === day; // 31 February would be a day in March
  return real ? date.getTime() / DAY : NaN;
}

function lastDay([year, month, day]) {
  if (day) return firstDay([year, month, day]);
  if (!month || month === 12) return Number.isNaN(firstDay([year, month])) ? NaN : firstDay([year + 1]) - 1;
  return Number.isNaN(firstDay([year, month])) ? NaN : firstDay([year, month + 1]) - 1;
}
