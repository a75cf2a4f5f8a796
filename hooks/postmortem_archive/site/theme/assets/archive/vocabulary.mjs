// The words of the archive, a stretch of the alphabet at a time; what search/vocabulary.py does, in the same order.
import { lastNotAbove } from "./search.mjs";

export class Vocabulary {
  constructor(manifest, file) {
    this.manifest = manifest;
    this.file = file;
    this.stretches = new Map();
    this.terms = new Map(); // term: {number, size, words} of every stretch that was read
  }

  // The number of a term that was looked up before.
  number(term) {
    return this.terms.get(term).number;
  }

  // Every word that means a term that was looked up before.
  words(term) {
    return this.terms.get(term).words;
  }

  // The term of a word; of one that the archive does not have, that of another form of it; or undefined.
  async termOf(word) {
    const known = await this.lookUp(word);
    if (known !== undefined) return known;
    for (const other of this.formsOf(word)) {
      const found = await this.lookUp(other);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  // What may be another form of a word: the longest stem first.
  *formsOf(word) {
    const { endings, limits } = this.manifest;
    const letters = [...word];
    for (let length = 0; length <= Math.min(limits.longestEnding, letters.length - limits.shortestStem); length++) {
      const cut = letters.length - length;
      const ending = letters.slice(cut).join("");
      const others = Object.hasOwn(endings, ending) ? endings[ending] : [];
      for (const other of others) yield letters.slice(0, cut).join("") + other;
    }
  }

  // The terms of the words that begin so: of the most incidents first.
  async beginningWith(begun) {
    const { shortestBeginning, mostEndings } = this.manifest.limits;
    if (begun.length < shortestBeginning && /^[\x00-\x7f]*$/u.test(begun)) return [];
    const found = new Set((await this.wordsBeginningWith(begun)).map(([, term]) => term));
    return [...found].sort((one, other) => this.terms.get(other).size - this.terms.get(one).size || (one < other ? -1 : 1))
      .slice(0, mostEndings);
  }

  // The terms of the words that differ by one letter; those that begin alike are preferred.
  async oneTypoFrom(written) {
    if (written.length < this.manifest.limits.shortestTypo || !/^\p{L}+$/u.test(written)) return [];
    for (const length of [3, 1, 0]) {
      const words = await this.wordsBeginningWith([...written].slice(0, length).join(""));
      const near = words.filter(([word]) => differByOneTypo(written, word));
      if (near.length) return [...new Set(near.map(([, term]) => term))];
    }
    return [];
  }

  async lookUp(word) {
    const stretch = await this.stretch(lastNotAbove(this.manifest.words, beginning(word)));
    return this.follow(stretch, word);
  }

  // The term of a word in its stretch. For the few whose term stands elsewhere, that is read too.
  async follow(stretch, word) {
    const far = Object.hasOwn(stretch.far, word) ? stretch.far[word] : undefined;
    if (far !== undefined) await this.stretch(lastNotAbove(this.manifest.words, beginning(far)));
    return far ?? stretch.words.get(word);
  }

  // [word, term] of every word that begins so.
  async wordsBeginningWith(begun) {
    const { words } = this.manifest;
    const first = lastNotAbove(words, beginning(begun));
    let last = first;
    while (last + 1 < words.length && (begun === "" || words[last + 1].startsWith(begun))) last++;
    const numbers = Array.from({ length: last - first + 1 }, (_, index) => first + index);
    const found = await Promise.all(numbers.map(async (number) => {
      const stretch = await this.stretch(number);
      const fitting = [...new Set([...stretch.words.keys(), ...Object.keys(stretch.far)])].filter((word) => word.startsWith(begun));
      return Promise.all(fitting.map(async (word) => [word, await this.follow(stretch, word)]));
    }));
    return found.flat();
  }

  stretch(number) {
    if (!this.stretches.has(number)) this.stretches.set(number, this.read(number));
    return this.stretches.get(number);
  }

  async read(number) {
    if (!this.manifest.words.length) return { words: new Map(), far: {} };
    const content = await this.file(number).catch((error) => {
      this.stretches.delete(number);
      throw error;
    });
    const lines = content.terms ? content.terms.split("\n").map((line) => line.split("\t")) : [];
    const words = new Map(lines.map(([term]) => [term, term]));
    for (const [term, ...others] of lines) for (const word of others) words.set(word, term);
    lines.forEach(([term, ...others], index) => {
      const itself = words.get(term) === term && !Object.hasOwn(content.far, term) ? [term] : []; // it may be a word of another term
      this.terms.set(term, { number: this.manifest.firstTerms[number] + index, size: content.sizes[index], words: [...itself, ...others] });
    });
    return { words, far: content.far };
  }
}

function beginning(word) {
  return [...word].slice(0, 3).join("");
}

// True when one letter was changed, added or left out, or two neighbours were swapped.
export function differByOneTypo(one, other) {
  let [short, long] = [[...one], [...other]];
  if (one === other || Math.abs(short.length - long.length) > 1) return false;
  if (short.length > long.length) [short, long] = [long, short];
  let start = 0;
  while (start < short.length && short[start] === long[start]) start++;
  const rest = (letters, from) => letters.slice(from).join("");
  if (short.length < long.length) return rest(short, start) === rest(long, start + 1);
  if (rest(short, start + 1) === rest(long, start + 1)) return true;
  return short[start] === long[start + 1] && short[start + 1] === long[start] && rest(short, start + 2) === rest(long, start + 2);
}
