// The words of the archive, a stretch of the alphabet at a time; what search/vocabulary.py does, in the same order.
import { halvesOf, participlesOf } from "./compounds.mjs";
import { crc32, lastNotAbove } from "./search.mjs";
import { plainSpellings } from "./spelling.mjs";

export class Vocabulary {
  constructor(manifest, file) {
    this.manifest = manifest;
    this.file = file;
    this.stretches = new Map();
    this.terms = new Map(); // term: {number, size, words} of every stretch that was read
    this.typos = new Map(); // word that the archive does not have: the terms of those near it
  }

  // The number of a term that was looked up before.
  number(term) {
    return this.terms.get(term).number;
  }

  // Every word that means a term that was looked up before.
  words(term) {
    return this.terms.get(term).words;
  }

  // The term of a word; of one that the archive does not have, that of another form of it, or of another spelling; or undefined.
  async termOf(word) {
    for (const spelled of this.spellings(word)) {
      for (const other of [spelled, ...this.formsOf(spelled)]) {
        const found = await this.lookUp(other);
        if (found !== undefined) return found;
      }
    }
    return undefined;
  }

  spellings(word) {
    return [word, ...plainSpellings(word, this.manifest.digraphs)];
  }

  // The term of the participle of a verb, or of the verb of a participle; or undefined.
  async participleOf(word) {
    for (const other of participlesOf(word, this.manifest.compounding)) {
      const found = await this.termOf(other);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  // The terms of the two words that a compound is made of; of the first, where it is long, if the archive has no other. The first
  // begins as the compound does, so that other files are asked for only where it is there.
  async partsOf(word) {
    if (!/^\p{L}+$/u.test(word)) return [];
    const { compounding } = this.manifest;
    let head = [];
    for (const [first, second] of halvesOf([...word], compounding)) {
      const one = await this.termOf(first);
      if (one === undefined) continue;
      const other = await this.termOf(second);
      if (other !== undefined) return [...new Set([one, other])];
      if (!head.length && [...first].length >= compounding.shortestHead) head = [one];
    }
    return head;
  }

  // The terms of the status codes that a class of them means, as 5xx or 50x.
  async codesOf(word) {
    if (!/^[45][0-9x]x$/.test(word)) return [];
    const digits = [..."0123456789"];
    const codes = (word[1] === "x" ? digits.slice(0, this.manifest.limits.codes) : [word[1]]).flatMap((ten) => digits.map((one) => word[0] + ten + one));
    return [...new Set((await Promise.all(codes.map((code) => this.lookUp(code)))).filter(Boolean))];
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
    for (const spelled of this.spellings(begun)) {
      const found = new Set();
      for (const words of await this.stretchesBeginningWith(spelled)) {
        for (const [word, term] of words) if (word.startsWith(spelled)) found.add(term);
      }
      await Promise.all([...found].map((term) => this.known(term)));
      const size = (term) => this.terms.get(term).size;
      if (found.size) return [...found].sort((one, other) => size(other) - size(one) || (one < other ? -1 : 1)).slice(0, mostEndings);
    }
    return [];
  }

  // The terms of the words that differ by one letter; those that begin alike are preferred.
  oneTypoFrom(written) {
    if (!this.typos.has(written)) {
      const found = this.findTypos(written);
      found.catch(() => this.typos.delete(written));
      this.typos.set(written, found);
    }
    return this.typos.get(written);
  }

  async findTypos(written) {
    const letters = [...written];
    if (letters.length < this.manifest.limits.shortestTypo || !/^\p{L}+$/u.test(written)) return [];
    const begun = beginning(written);
    const words = await this.stretchOf(written);
    let near = [...words.keys()].filter((word) => word.startsWith(begun) && differByOneTypo(written, word));
    if (!near.length) near = (await this.wordsWithTailsOf(letters)).filter((word) => differByOneTypo(written, word));
    const alike = near.filter((word) => word.startsWith(letters[0]));
    return [...new Set(await Promise.all((alike.length ? alike : near).map((word) => this.lookUp(word))))];
  }

  // Among others, every word of which a typo in the first three letters makes this one: behind its own third letter stands what
  // stands here behind the third, the second where one was left out, the fourth where one was added, or, where the third and the
  // fourth were swapped, the third and what is behind the fourth.
  async wordsWithTailsOf(letters) {
    const { tails } = this.manifest;
    const from = (place) => letters.slice(place).join("");
    const behind = [from(3), from(2), from(4), letters[2] + from(4)];
    const numbers = new Set(tails ? behind.map((tail) => crc32(tail) % tails) : []);
    return (await Promise.all([...numbers].map((number) => this.file(`tails/${number}.json`)))).flat();
  }

  async lookUp(word) {
    return this.known((await this.stretchOf(word)).get(word));
  }

  // The term, once its stretch is read: that of the few that stand far from their word is another than the word's.
  async known(term) {
    if (term !== undefined && !this.terms.has(term)) await this.stretchOf(term);
    return term;
  }

  stretchOf(word) {
    return this.stretch(lastNotAbove(this.manifest.words, beginning(word)));
  }

  stretchesBeginningWith(begun) {
    const { words } = this.manifest;
    const first = lastNotAbove(words, beginning(begun));
    let last = first;
    while (last + 1 < words.length && words[last + 1].startsWith(begun)) last++;
    return Promise.all(Array.from({ length: last - first + 1 }, (_, index) => this.stretch(first + index)));
  }

  stretch(number) {
    if (!this.stretches.has(number)) this.stretches.set(number, this.read(number));
    return this.stretches.get(number);
  }

  // By word its term, of every word of a stretch.
  async read(number) {
    if (!this.manifest.words.length) return new Map();
    const content = await this.file(`words/${number}.json`).catch((error) => {
      this.stretches.delete(number);
      throw error;
    });
    const lines = content.terms ? content.terms.split("\n").map((line) => line.split("\t")) : [];
    const words = new Map(lines.map(([term]) => [term, term]));
    for (const [term, ...others] of lines) for (const word of others) words.set(word, term);
    for (const [word, term] of Object.entries(content.far)) words.set(word, term);
    lines.forEach(([term, ...others], index) => {
      const itself = words.get(term) === term ? [term] : []; // it may be a word of another term
      this.terms.set(term, { number: this.manifest.firstTerms[number] + index, size: content.sizes[index], words: [...itself, ...others] });
    });
    return words;
  }
}

function beginning(word) {
  return [...word].slice(0, 3).join("");
}

// True when one letter was changed, added or left out, or two neighbours were swapped.
export function differByOneTypo(one, other) {
  if (one === other || differByMore(one, other)) return false;
  let [short, long] = [[...one], [...other]];
  if (Math.abs(short.length - long.length) > 1) return false;
  if (short.length > long.length) [short, long] = [long, short];
  let start = 0;
  while (start < short.length && short[start] === long[start]) start++;
  const rest = (letters, from) => letters.slice(from).join("");
  if (short.length < long.length) return rest(short, start) === rest(long, start + 1);
  if (rest(short, start + 1) === rest(long, start + 1)) return true;
  return short[start] === long[start + 1] && short[start + 1] === long[start] && rest(short, start + 2) === rest(long, start + 2);
}

// True when more than two letters stand between what two words begin and end with alike: told at once of nearly all.
function differByMore(one, other) {
  const shorter = Math.min(one.length, other.length);
  let start = 0;
  while (start < shorter && one[start] === other[start]) start++;
  let end = 0;
  while (end < shorter - start && one[one.length - 1 - end] === other[other.length - 1 - end]) end++;
  return Math.max(one.length, other.length) - start - end > 4; // a letter is two units at most
}
