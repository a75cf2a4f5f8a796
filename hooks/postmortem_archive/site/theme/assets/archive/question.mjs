// What somebody asks for, read as search/question.py reads it.
import { allWordsOf, wordsOf } from "./words.mjs";

const QUOTED = /(?<![A-Za-z0-9_=\\])["“”„«»]([^"“”„«»]+)["“”„«»](?![A-Za-z0-9_=\\])/gu;
const QUOTED_BY_PROGRAM = /(?<![A-Za-z0-9_=:,{[\\])["“”„«»]([^"“”„«»]+)["“”„«»](?![A-Za-z0-9_=:,}\]\\])/gu;

const NONE = { stopWords: new Set(), joined: new Map() };

// Every word once, the phrases in quotes as words, stop words among them, the surface of a word that may still be typed, as `lenient` whether phrases
// hold only where some incident has them, as `weak` by the words that say little, unless nothing else is asked for, the word that each counts
// as, whether there are only stop words, and as `understood` the names of months in dates. `saysLittle` has by all such words that word.
export function readQuestion(text, { language, saysLittle, dates, pasted, longestTyped }) {
  const all = wordsOf(text, language);
  const words = [...new Map([...all, ...daysIn(text.toLowerCase(), dates)].map((word) => [word.surface, word])).values()];
  const last = all.at(-1);
  const begun = last && last.end === text.trimEnd().length ? last.surface : null;
  const isPasted = all.length > longestTyped || pasted.test(text);
  const quoted = [...text.matchAll(isPasted ? QUOTED_BY_PROGRAM : QUOTED)].map((found) => allWordsOf(found[1], language)).filter(countTelling);
  const phrases = quoted.filter((phrase) => countTelling(phrase) > 1 || !isPasted);
  const meant = new Set(phrases.flat().map((word) => word.surface));
  const weak = words.map((word) => word.surface).filter((word) => saysLittle.has(word) && !meant.has(word));
  const lenient = isPasted || all.length > 2 * countTelling(quoted.flat());
  const onlyStopWords = words.length === 0 && wordsOf(text, NONE).length > 0;
  const understood = new Set([...text.toLowerCase().matchAll(dates.named)].map(([, , month]) => month));
  return { words, phrases, begun, lenient, onlyStopWords, understood, weak: new Map((weak.length < words.length ? weak : []).map((word) => [word, saysLittle.get(word)])) };
}

// The days and months that a text in lower case names otherwise than by an identifier: search/days.py.
function daysIn(lower, { named, numbered, months }) {
  const found = [];
  const add = (year, month, day) => {
    const surface = [year, month, day].filter(Boolean).map((part) => String(part).padStart(2, "0")).join("-");
    if (month >= 1 && month <= 12) found.push({ surface, whole: surface.replaceAll("-", "."), pieces: [], names: [], exact: true });
  };
  for (const [, before, month, behind, year] of lower.matchAll(named)) add(year, months.indexOf(month.slice(0, 3)) / 3 + 1, before || behind);
  for (const [, first, sign, second, year] of lower.matchAll(numbered)) {
    if (sign !== "." && first > 12 === second > 12) continue;
    const [day, month] = second > 12 ? [second, first] : [first, second];
    add(year, Number(month), day);
  }
  return found;
}

function countTelling(phrase) {
  return phrase.filter(({ stops }) => !stops).length;
}

// The [place, other place] of words of a phrase that have to stand as far from each other as here: each but stop words with the
// next one, and a stop word with the next of those, behind the last of them with that.
export function* neighboursIn(phrase, farthest) {
  const telling = [...phrase.keys()].filter((place) => !phrase[place].stops);
  for (let index = 1; index < telling.length; index++) yield [telling[index - 1], telling[index]];
  let after = 0; // how many of these are behind
  for (const [place, { stops }] of phrase.entries()) {
    if (!stops) after++;
    const [first, second] = after < telling.length ? [place, telling[after]] : [telling.at(-1), place];
    if (stops && second - first - 1 <= farthest) yield [first, second];
  }
}
