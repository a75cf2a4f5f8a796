// Text as the words it is found by, cut as search/tokens.py cuts it; only the stems are missing: those come with the index.

const CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\uff66-\uff9f";
const MARKS = "\u0300-\u036f\u064b-\u065f\u0900-\u0903\u093a-\u094f\u0b82\u0bbe-\u0bcd";
const LETTERS = `(?:(?![${CJK}])[\\p{L}\\p{N}]|[${MARKS}])+`;
const HTTP = "(?<![\\p{L}\\p{N}_])[hH][tT][tT][pP][ /]\\p{Nd}{3}(?![\\p{L}\\p{N}_])";
const AMOUNT = "[0-9]+ (?:[KMGTkmgt]i?[Bb]|[mn]?s|min|[kKMG]bps|[MG]Hz)(?![\\p{L}\\p{N}_])";
const RUN = runs(`[${CJK}]+|`, LETTERS);
const PLAIN = /^[\x00-\x7f\u2010-\u2027]*$/; // most texts have no other letters than these, which are found faster
const PLAIN_RUN = runs("", "[A-Za-z0-9]+");
const SEGMENTS = /[./:@]+/u;
const NUMBER = /(?<![\p{L}\p{N}])[vV]?([0-9]+(?:\.[0-9]+)+)(?![\p{L}\p{N}])/gu;
const EXACT = /[0-9._:@]|(?<=[a-z])[A-Z]/;
const IS_CJK = new RegExp(`^[${CJK}]`, "u");
const SEPARATORS = /[-./:@_ ]+/u;
const HUMP = /(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/u;
const PART = /\p{Nd}+|[\p{L}\p{Nl}\p{No}]+/gu;
const IS_MIXED = /^[\p{L}\p{Nl}\p{No}]{2,}\p{Nd}+$/u;
const POSSESSIVE = /['’]s?$|(?<=^[45][0-9][0-9])s$/u;
const IS_NUMBER = /^[\p{Nd}\p{No}]+$/u;
const cuts = new WeakMap(); // language: by run its words

function runs(before, letters) {
  return new RegExp(`${before}${HTTP}|${AMOUNT}|${letters}(?:(?:[-.'’/:@]|_+)${letters})*`, "gu");
}

// As Python's str.casefold, for the letters that differ.
export function fold(text) {
  return text.toLowerCase().replaceAll("ß", "ss").replaceAll("ς", "σ");
}

// What the manifest says of the words of a language: `stopWords`, and as `joined` by two words, as they may be written, the one that
// others write (search/joined.txt).
export function languageOf({ stopWords, joined }) {
  const found = new Map();
  const capital = (word) => word[0].toUpperCase() + word.slice(1);
  for (const line of joined) {
    const [first, seconds] = line.split(" ");
    const [base, forms] = first.includes("=") ? first.split("=") : [first.split(",")[0], first];
    for (const one of forms.split(",")) {
      for (const other of seconds.split(",")) {
        for (const [begun, ended] of [[one, other], [capital(one), other], [capital(one), capital(other)]]) {
          for (const between of " -") found.set(begun + between + ended, base + other);
        }
      }
    }
  }
  return { stopWords: new Set(stopWords.split(" ")), joined: found };
}

// Every word but stop words.
export function wordsOf(text, language) {
  return allWordsOf(text, language).filter(({ stops }) => !stops);
}

// Every word: where it stands, its surface, itself in one piece, the pieces of an identifier, those of them that are identifiers
// themselves (`names`), whether it is `exact`, and whether it `stops`: it is a stop word.
export function allWordsOf(text, language) {
  const found = [];
  for (const [index, run] of runsOf(text, language)) {
    for (const { surface, whole, pieces, names, exact, start, end } of cut(run, language)) {
      const stops = language.stopWords.has(surface);
      found.push({ surface, whole, pieces, names, exact, stops, start: index + start, end: index + end });
    }
  }
  return found;
}

// Where each run begins, and the run; two that others write as one are one here.
function* runsOf(text, { joined }) {
  let before = null;
  for (const { 0: run, index } of text.matchAll(PLAIN.test(text) ? PLAIN_RUN : RUN)) {
    const both = before && text[index - 1] === " " && before[0] + before[1].length === index - 1 ? `${before[1]} ${run}` : "";
    if (joined.has(both)) {
      yield [before[0], both];
      before = null;
    } else {
      if (before) yield before;
      before = [index, run];
    }
  }
  if (before) yield before;
}

// The words of a run. The same ones come again and again, so they are kept.
function cut(run, language) {
  if (!cuts.has(language)) cuts.set(language, new Map());
  const known = cuts.get(language);
  let words = known.get(run);
  if (!words) {
    words = IS_CJK.test(run) ? pairs(run) : [{ start: 0, end: run.length, ...split(run, language) }];
    known.set(run, words);
  }
  return words;
}

function split(run, { stopWords, joined }) {
  if (/^[a-z]+$/.test(run)) return plainWord(run); // most words by far
  const normal = run.normalize("NFKC");
  const written = normal.replace(POSSESSIVE, "") || normal;
  const surface = fold(written).replaceAll("’", "'");
  const numbers = [...surface.matchAll(NUMBER)].flatMap((found) => beginnings(found[1])).filter((begun) => begun !== surface);
  const segments = written.replace(NUMBER, "").split(SEGMENTS).map((segment) => [segment, partsOf(segment)]);
  const parts = segments.flatMap(([, found]) => found);
  if (parts.length < 2 && !numbers.length) return plainWord(surface);
  const whole = inOne(surface);
  const compound = segments.filter(([segment, found]) => found.length > 1 && !/^[0-9]/.test(segment)).map(([segment]) => inOne(fold(segment)));
  const names = compound.filter((name) => name !== whole);
  const telling = parts.filter((part) => [...part].length > 1 || (IS_NUMBER.test(part) && !numbers.length));
  const pieces = [...new Set([...numbers, ...telling, ...names])].filter((piece) => !stopWords.has(piece));
  return { surface, whole: joined.get(run) ?? whole, pieces, names, exact: pieces.length > 0 && EXACT.test(normal) };
}

function plainWord(surface) {
  return { surface, whole: surface, pieces: [], names: [], exact: false };
}

// 10.0.3.7, 10.0.3 and 10.0
function beginnings(number) {
  const groups = number.split(".");
  return groups.slice(1).map((_, index) => groups.slice(0, groups.length - index).join("."));
}

// The words of an identifier without dots.
function partsOf(segment) {
  const pieces = segment.split(SEPARATORS).flatMap((part) => part.split(HUMP)).filter(Boolean);
  return pieces.flatMap((part) => (IS_MIXED.test(part) ? part.match(PART) : [part])).map(fold);
}

// Without what joins the parts; but digits that met would be another number.
function inOne(surface) {
  return surface.replace(/(?<=\p{Nd})[-./:@_ ]+(?=\p{Nd})/gu, ".").replace(/[-/:@_ ]+|(?<!\p{Nd})\.+|\.+(?!\p{Nd})/gu, "");
}

function pairs(run) {
  const characters = [...run];
  const starts = [0];
  for (const character of characters) starts.push(starts.at(-1) + character.length);
  const size = Math.min(2, characters.length);
  return characters.slice(0, characters.length - size + 1).map((_, index) => {
    const surface = characters.slice(index, index + size).join("").normalize("NFKC");
    return { start: starts[index], end: starts[index + size], ...plainWord(surface) };
  });
}
