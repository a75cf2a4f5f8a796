// Text as the words it is found by, cut as search/tokens.py cuts it; only the stems are missing: those come with the index.

const CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\uff66-\uff9f";
const MARKS = "\u0300-\u036f\u064b-\u065f\u0900-\u0903\u093a-\u094f\u0b82\u0bbe-\u0bcd";
const LETTERS = `(?:(?![${CJK}])[\\p{L}\\p{N}]|[${MARKS}])+`;
const HTTP = "(?<![\\p{L}\\p{N}_])[hH][tT][tT][pP][ /]\\p{Nd}{3}(?![\\p{L}\\p{N}_])";
const RUN = new RegExp(`[${CJK}]+|${HTTP}|${LETTERS}(?:(?:[-.'’/:@]|_+)${LETTERS})*`, "gu");
const IS_CJK = new RegExp(`^[${CJK}]`, "u");
const SEPARATORS = /[-./:@_ ]+/u;
const HUMP = /(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/u;
const PART = /\p{Nd}+|[\p{L}\p{Nl}\p{No}]+/gu;
const IS_MIXED = /^[\p{L}\p{Nl}\p{No}]{2,}\p{Nd}+$/u;
const IS_NUMBER = /^[\p{Nd}\p{No}]+$/u;

// As Python's str.casefold, for the letters that differ.
export function fold(text) {
  return text.toLowerCase().replaceAll("ß", "ss").replaceAll("ς", "σ");
}

// Every word but stop words: where it stands, its surface, itself in one piece, the pieces of an identifier, and as `gap` how
// many stop words stand between it and the one before.
export function wordsOf(text, stopWords) {
  const found = [];
  let gap = 0;
  for (const run of text.matchAll(RUN)) {
    const words = IS_CJK.test(run[0]) ? pairs(run[0]) : [{ start: 0, end: run[0].length, ...split(run[0], stopWords) }];
    for (const word of words) {
      if (stopWords.has(word.surface)) {
        gap++;
      } else {
        found.push({ ...word, gap, start: run.index + word.start, end: run.index + word.end });
        gap = 0;
      }
    }
  }
  return found;
}

function split(run, stopWords) {
  if (/^[a-z]+$/.test(run)) return { surface: run, whole: run, pieces: [] }; // most words by far
  const normal = run.normalize("NFKC");
  const written = normal.replace(/['’]s?$/u, "") || normal;
  const surface = fold(written).replaceAll("’", "'");
  const parts = written.split(SEPARATORS).flatMap((part) => part.split(HUMP))
    .flatMap((part) => (IS_MIXED.test(part) ? part.match(PART) : [part])).map(fold);
  if (parts.length < 2) return { surface, whole: surface, pieces: [] };
  const whole = surface.replace(/(?<=\p{Nd})[-./:@_ ]+(?=\p{Nd})/gu, ".").replace(/[-/:@_ ]+|(?<!\p{Nd})\.+|\.+(?!\p{Nd})/gu, "");
  const pieces = parts.filter((part) => ([...part].length > 1 || IS_NUMBER.test(part)) && !stopWords.has(part));
  return { surface, whole, pieces: [...new Set(pieces)] };
}

function pairs(run) {
  const characters = [...run];
  const starts = [0];
  for (const character of characters) starts.push(starts.at(-1) + character.length);
  const size = Math.min(2, characters.length);
  return characters.slice(0, characters.length - size + 1).map((_, index) => {
    const surface = characters.slice(index, index + size).join("").normalize("NFKC");
    return { start: starts[index], end: starts[index + size], surface, whole: surface, pieces: [] };
  });
}
