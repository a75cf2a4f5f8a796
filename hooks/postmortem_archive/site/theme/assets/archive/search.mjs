// The one ranking in the browser: search/ranking.py in the same numbers and the same order, over the files of search/shards.py.
import { neighboursIn, readQuestion } from "./question.mjs";
import { quoteBest } from "./quoting.mjs";
import { Vocabulary } from "./vocabulary.mjs";
import { languageOf } from "./words.mjs";

const FORMAT = 3; // that of search/shards.py
const HASH = 0x9e3779b1;
const FIRST_SIGN = 0x23;
const LEAP = 0xe000;
const LATELY = 5000; // milliseconds for which it is believed that the index is still the one published
const PATIENCE = 3000; // milliseconds until an answer stands without knowing
const PAUSE = 1000; // milliseconds before an index is opened again that was opened just now: the site is being published

// Thrown where the site was published anew since an index was opened: what its files are called stays, what stands in them does not.
export class Republished extends Error {}

// The index of the archive whose site begins at `root`, with its manifest read. An error names the `remedy` where these scripts are
// of another version than the index, as when a page was open while the archive moved to a new one.
export async function openSearch(root) {
  const folder = new URL("search/", root);
  const manifest = await readManifest(folder);
  if (manifest.format === FORMAT) return new Search(folder, manifest);
  throw Object.assign(new Error(`The search index has format ${manifest.format}, not ${FORMAT}.`), { remedy: "Load the page again." });
}

// "no-cache" asks the server whether the kept copy still holds.
async function readManifest(folder, signal) {
  const response = await fetch(new URL("manifest.json", folder), { cache: "no-cache", signal });
  if (!response.ok) throw new Error(`The search index cannot be read (${response.status}).`);
  return response.json();
}

export class Search {
  constructor(folder, manifest) {
    this.folder = folder;
    this.manifest = manifest;
    this.count = manifest.incidents;
    this.language = languageOf(manifest);
    this.saysLittle = new Map([...manifest.weakWords.split(" ").map((word) => [word, word]), ...Object.entries(manifest.negations)]);
    const { named, numbered, months } = manifest.dates;
    this.dates = { named: new RegExp(named, "gu"), numbered: new RegExp(numbered, "gu"), months };
    this.pasted = new RegExp(manifest.pasted, "u");
    this.loaded = new Map();
    this.opened = this.asked = Date.now();
    this.arrived = this.confirmed = 0; // files
    this.vocabulary = new Vocabulary(manifest, (path) => this.file(path));
  }

  // A file of the index, fetched once. One that fails is asked for anew the next time.
  file(path) {
    if (!this.loaded.has(path)) {
      const content = this.fetch(path);
      content.catch(() => this.loaded.delete(path));
      this.loaded.set(path, content);
    }
    return this.loaded.get(path);
  }

  async fetch(path) {
    try {
      const response = await fetch(new URL(`${path}?v=${this.manifest.version}`, this.folder));
      if (!response.ok) throw new Error(`${path} of the search index cannot be read (${response.status}).`);
      return await response.json();
    } finally {
      this.arrived++;
    }
  }

  // Throws Republished where another index is published by now, so that files that came may be of that one. Asks only where files
  // came since it asked last, or where that is some time ago; where there is no connection, nobody can say.
  async confirm() {
    if (this.arrived === this.confirmed && Date.now() - this.asked < LATELY) return;
    const { arrived } = this;
    this.asked = Date.now();
    const manifest = await readManifest(this.folder, AbortSignal.timeout(PATIENCE)).catch(() => null);
    if (manifest === null) return;
    if (manifest.version === this.manifest.version) {
      this.confirmed = arrived;
      return;
    }
    if (Date.now() - this.opened < PAUSE) await new Promise((done) => setTimeout(done, PAUSE));
    throw new Republished();
  }

  // True where something went wrong because the site was published anew.
  async isOutdated(error) {
    return error instanceof Republished || this.confirm().then(() => false, () => true);
  }

  incident(number) {
    return this.file(`incidents/${number}.json`);
  }

  read(text) {
    const { language, saysLittle, dates, pasted } = this;
    return readQuestion(text, { language, saysLittle, dates, pasted, longestTyped: this.manifest.limits.longestTyped });
  }

  // The incidents that answer: `order` are their numbers, best first; of equal ones the newest. `words` are those of the question,
  // each with how many incidents have it, and whether it is told where none has; `empty` is true where nothing is asked, as with
  // `onlyStopWords`; `loosened` where no incident has what is in quotes, so that they are words like all others
  // (search/question.py).
  async ask(text) {
    const { words, phrases: quoted, begun, lenient, weak, onlyStopWords, understood } = this.read(text);
    const meant = words.map(async (word) => ({ ...(await this.sense(word, word.surface === begun, weak.get(word.surface))), weak: weak.has(word.surface) }));
    const senses = await Promise.all(meant);
    const phrases = await Promise.all(
      quoted.map((phrase) => Promise.all(phrase.map(async (word) => ({ ...word, term: word.stops ? `${word.surface} ` : await this.term(word) })))),
    );
    const { scores: unquoted, rarities, having } = await this.score(senses);
    const quotedScores = unquoted.slice();
    for (const phrase of phrases) await this.keepPhrase(quotedScores, phrase);
    const loosened = lenient && unquoted.some(Boolean) && !quotedScores.some(Boolean);
    const scores = loosened ? unquoted : quotedScores;
    const order = [];
    for (let number = scores.length - 1; number >= 0; number--) if (scores[number] > 0) order.push(number);
    order.sort((one, other) => scores[other] - scores[one] || other - one);
    return {
      order, scores, senses, rarities, phrases, loosened,
      empty: words.length === 0, onlyStopWords,
      words: words.map(({ surface }, index) => ({
        text: surface, count: having[index], told: !senses[index].weak && !understood.has(surface),
      })),
    };
  }

  // Where an incident answers: what quoteBest says, and the incident itself.
  async hit(number, answer) {
    const incident = await this.incident(number);
    return { incident, ...quoteBest(incident.passages, answer, this) };
  }

  // What a word of the question stands for (search/question.py): its terms with what each counts, and its parts. One that says
  // little is the `same` as another.
  async sense(word, isBegun, same) {
    const { weights } = this.manifest;
    const likely = [...word.pieces, ...Object.keys(this.related(word.surface))];
    Promise.allSettled(likely.map((one) => this.vocabulary.lookUp(one))); // their files are fetched beside the word's own
    const own = await this.term(word);
    const terms = new Map(own ? [[own, 1]] : []);
    for (const term of await Promise.all(word.names.map((name) => this.vocabulary.termOf(name)))) {
      if (term && !terms.has(term)) terms.set(term, weights.name);
    }
    const wholes = word.exact ? [...terms.keys()] : [];
    const another = same && (await this.vocabulary.termOf(same));
    if (another && !terms.has(another)) terms.set(another, 1);
    if (isBegun) {
      for (const term of await this.vocabulary.beginningWith(word.surface)) {
        if (!terms.has(term)) terms.set(term, own ? weights.longer : weights.beginning);
      }
    }
    for (const [term, weight] of Object.entries(this.related(word.surface, own))) {
      if (!terms.has(term)) terms.set(term, weight);
    }
    for (const term of await this.vocabulary.codesOf(word.surface)) if (!terms.has(term)) terms.set(term, weights.code);
    await Promise.all([...terms.keys()].map((term) => this.vocabulary.lookUp(term)));
    const pieces = await Promise.all(word.pieces.filter((piece) => !word.names.includes(piece)).map((piece) => this.vocabulary.termOf(piece)));
    const parts = [...new Set(pieces.filter(Boolean))];
    if (!terms.size && !parts.length) {
      const participle = await this.vocabulary.participleOf(word.surface);
      for (const term of participle ? [participle] : await this.vocabulary.oneTypoFrom(word.surface)) terms.set(term, weights.typo);
    }
    if (!terms.size && !parts.length) parts.push(...(await this.vocabulary.partsOf(word.surface)));
    await Promise.all([...terms.keys(), ...parts].map((term) => this.postings(term))); // not when all other words are read too
    return { terms, parts, wholes };
  }

  // The terms that stand for a word too: those of the thesaurus for it, for its term or for another form of it.
  related(word, term) {
    const name = [word, term, ...this.vocabulary.formsOf(word)].find((one) => one && Object.hasOwn(this.manifest.related, one));
    return name ? this.manifest.related[name] : {};
  }

  async term(word) {
    return (await this.vocabulary.termOf(word.surface)) ?? (await this.vocabulary.termOf(word.whole));
  }

  // Of every incident the score, and of every sense its rarity in thousandths and how many incidents have it.
  async score(senses) {
    const { weights } = this.manifest;
    const sums = new Float64Array(this.count);
    const covered = new Float64Array(this.count);
    const rarities = [];
    const having = [];
    const contributions = await Promise.all(senses.map((sense) => Promise.all([this.contribution(sense), this.wholes(sense)])));
    const telling = new Uint8Array(this.count);
    contributions.forEach(([found, whole], index) => {
      const weight = senses[index].weak ? weights.weak : 1;
      const count = found.reduce((sum, value) => sum + (value > 0), 0);
      const rarity = Math.floor(this.rarity(count) * weight);
      const ofWhole = weights.whole * this.rarity(whole.reduce((sum, value) => sum + (value > 0), 0));
      rarities.push(Math.max(rarity, ofWhole));
      having.push(count);
      for (let number = 0; number < this.count; number++) {
        sums[number] += Math.max(found[number] * weight, weights.whole * whole[number]);
        if (found[number] > 0) covered[number] += whole[number] > 0 ? ofWhole : rarity;
        if (found[number] > 0 && !senses[index].weak) telling[number] = 1;
      }
    });
    const whole = rarities.reduce((sum, rarity) => sum + rarity, 0) || 1;
    const few = senses.length <= weights.few;
    const tenths = few ? weights.coverageOfFew : weights.coverage;
    const scores = sums.map((sum, number) => {
      const share = ((10 - tenths) * whole + tenths * covered[number]) / (10 * whole);
      return (telling[number] * sum * share * (few ? share : 1)) / weights.scale;
    });
    return { scores, rarities, having };
  }

  // How rare it is that so many incidents have something, in thousandths.
  rarity(count) {
    return count ? Math.floor(Math.log1p((this.count - count + 0.5) / (count + 0.5)) * 1000 + 0.5) : 0;
  }

  // What one word of the question gives to every incident: the best of its terms, or its parts together, where it has half of them.
  async contribution(sense) {
    const best = await this.best(sense.terms);
    const parts = await Promise.all(sense.parts.map((term) => this.postings(term)));
    const together = new Float64Array(this.count);
    const having = new Uint32Array(this.count);
    for (const postings of parts) {
      each(postings, (number, value) => {
        together[number] += value;
        having[number]++;
      });
    }
    const { part } = this.manifest.weights;
    having.forEach((count, number) => {
      if (count && 2 * count >= parts.length) best[number] = Math.max(best[number], (together[number] * part) / parts.length);
    });
    return best;
  }

  // What the identifier that was asked for gives as a whole.
  wholes(sense) {
    return this.best(new Map(sense.wholes.map((term) => [term, sense.terms.get(term)])));
  }

  async best(terms) {
    const best = new Float64Array(this.count);
    const postings = await Promise.all([...terms.keys()].map((term) => this.postings(term)));
    [...terms.values()].forEach((weight, index) => {
      each(postings[index], (number, value) => (best[number] = Math.max(best[number], weight * value)));
    });
    return best;
  }

  // [greatest, a sign for each incident that has the term]
  async postings(term) {
    const number = this.vocabulary.number(term);
    const file = lastNotAbove(this.manifest.postings, number);
    return (await this.file(`postings/${file}.json`))[number - this.manifest.postings[file]];
  }

  // Nothing is left of the scores of incidents in which the words do not stand next to each other.
  async keepPhrase(scores, phrase) {
    if (phrase.some(({ term }) => term === undefined)) return scores.fill(0);
    const { farthest } = this.manifest.limits;
    const pairs = [...neighboursIn(phrase, farthest)].map(([one, other]) => this.pair(phrase[one].term, other - one - 1, phrase[other].term));
    const alone = async () => {
      const numbers = new Set();
      each(await this.postings(phrase[0].term), (number) => numbers.add(number));
      return numbers;
    };
    for (const having of await Promise.all(pairs.length ? pairs : [alone()])) {
      scores.forEach((_, number) => having.has(number) || (scores[number] = 0));
    }
  }

  // The incidents in which one word stands before the other, with so many stop words between: terms, and stop words as "the ".
  async pair(first, gap, second) {
    if (gap > this.manifest.limits.farthest) return new Set();
    const hash = (Math.imul(crc32(first), HASH) + crc32(second) + gap) >>> 0;
    const content = await this.file(`pairs/${hash % this.manifest.pairs}.json`);
    let key = 0;
    for (let place = 0; place < content.length; place += content[place + 1] + 2) {
      key += content[place];
      if (key === hash) {
        let number = -1;
        return new Set(content.slice(place + 2, place + 2 + content[place + 1]).map((step) => (number += step)));
      }
    }
    return new Set();
  }
}

// search/shards.py says how the signs stand for incidents and their shares.
function each([greatest, signs], use) {
  let number = -1;
  for (let place = 0; place < signs.length; place++) {
    const code = signs.charCodeAt(place);
    if (code >= LEAP) {
      number += (code - LEAP) << 10;
    } else {
      number += ((code - FIRST_SIGN) >> 5) + 1;
      use(number, ((code - FIRST_SIGN) & 31) * greatest);
    }
  }
}

// The place of the last value that is not above `wanted`, in ascending values.
export function lastNotAbove(values, wanted) {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle] <= wanted) low = middle + 1;
    else high = middle;
  }
  return Math.max(0, low - 1);
}

export function crc32(text) {
  let value = -1;
  for (const byte of new TextEncoder().encode(text)) {
    value ^= byte;
    for (let bit = 0; bit < 8; bit++) value = (value >>> 1) ^ (value & 1 ? 0xedb88320 : 0);
  }
  return ~value >>> 0;
}
