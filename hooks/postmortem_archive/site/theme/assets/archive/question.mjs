// What somebody asks for, read as search/question.py reads it.
import { wordsOf } from "./words.mjs";

const QUOTED = /(?<![A-Za-z0-9_=\\])["“”„«»]([^"“”„«»]+)["“”„«»](?![A-Za-z0-9_=\\])/gu;
const QUOTED_BY_PROGRAM = /(?<![A-Za-z0-9_=:,{[\\])["“”„«»]([^"“”„«»]+)["“”„«»](?![A-Za-z0-9_=:,}\]\\])/gu;

// Every word once, the phrases in quotes as words, the surface of a word that may still be typed, as `lenient` whether phrases
// hold only where some incident has them, and as `weak` the words that say little, unless nothing else is asked for.
export function readQuestion(text, { language, weakWords, pasted, longestTyped }) {
  const all = wordsOf(text, language);
  const words = [...new Map(all.map((word) => [word.surface, word])).values()];
  const last = all.at(-1);
  const begun = last && last.end === text.trimEnd().length ? last.surface : null;
  const isPasted = all.length > longestTyped || pasted.test(text);
  const quoted = [...text.matchAll(isPasted ? QUOTED_BY_PROGRAM : QUOTED)].map((found) => wordsOf(found[1], language)).filter((one) => one.length);
  const phrases = quoted.filter((phrase) => phrase.length > 1 || !isPasted);
  const meant = new Set(phrases.flat().map((word) => word.surface));
  const weak = words.map((word) => word.surface).filter((word) => weakWords.has(word) && !meant.has(word));
  const lenient = isPasted || all.length > 2 * quoted.flat().length;
  return { words, phrases, begun, lenient, weak: new Set(weak.length < words.length ? weak : []) };
}
