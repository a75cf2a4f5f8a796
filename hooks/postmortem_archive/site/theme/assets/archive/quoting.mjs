// Where in an incident the answer stands, and what to quote of it: search/excerpts.py, step by step.
import { allWordsOf } from "./words.mjs";

const read = new WeakMap(); // passages: the words of each, which the next letter typed asks for again
const understood = new WeakMap(); // answer: what its words stand for, which every hit asks for

// The passage that has the most of the question: its section's title, its anchor on the page, an excerpt, and the [start, end] of
// every word of it that was asked for.
export function quoteBest(passages, answer, search) {
  if (!understood.has(answer)) understood.set(answer, meaningsOf(answer.senses, search));
  const meanings = understood.get(answer);
  const whole = answer.rarities.reduce((sum, rarity) => sum + rarity, 0);
  const phrases = answer.phrases.map((phrase) => phrase.map(({ stops, surface, term }) => ({ stops, words: new Set(stops ? [surface] : term ? search.vocabulary.words(term) : []) })));
  if (!read.has(passages)) read.set(passages, passages.map(([text]) => allWordsOf(text, search.language)));
  let best = null;
  for (const [index, [text, title, anchor, weight, standing]] of passages.entries()) {
    const words = read.get(passages)[index];
    const matches = matchesIn(words, meanings);
    const value = (worth(matches, answer.rarities) + phrasesIn(words, phrases) * whole) * standing;
    const importance = weight * standing;
    if (!best || value > best.value || (value === best.value && importance > best.importance)) {
      best = { value, importance, text, title, anchor, matches };
    }
  }
  const { excerpt, marks } = cut(best.text, best.matches, answer.rarities, search.manifest.limits);
  return { title: best.title, anchor: best.anchor, excerpt, marks };
}

// By word: [the place of the word of the question it stands for, what it counts there] of each.
function meaningsOf(senses, search) {
  const { part } = search.manifest.weights;
  const meanings = new Map();
  senses.forEach((sense, index) => {
    if (sense.weak) return; // it is worth no mark
    const words = new Map();
    const rare = sense.parts.map((term) => [term, search.rarity(search.vocabulary.terms.get(term).size)]);
    const whole = rare.reduce((sum, [, rarity]) => sum + rarity, 0) || 1;
    const terms = new Map([...rare.map(([term, rarity]) => [term, (part * rarity) / whole]), ...sense.terms]);
    for (const [term, weight] of terms) for (const word of search.vocabulary.words(term)) words.set(word, weight);
    for (const [word, weight] of words) {
      if (meanings.has(word)) meanings.get(word).push([index, weight]);
      else meanings.set(word, [[index, weight]]);
    }
  });
  return meanings;
}

function matchesIn(words, meanings) {
  const found = [];
  for (const word of words) {
    if (word.stops) continue;
    const meant = word.pieces.length || word.whole !== word.surface ? meantByAny(word, meanings) : meanings.get(word.surface);
    if (meant?.length) found.push({ word, meant });
  }
  return found;
}

// The same for a word that has several forms: of each word of the question the most that one of them counts.
function meantByAny({ surface, whole, pieces }, meanings) {
  const best = new Map();
  for (const form of [surface, whole, ...pieces]) {
    for (const [index, weight] of meanings.get(form) ?? []) best.set(index, Math.max(weight, best.get(index) ?? 0));
  }
  return [...best].sort(([one], [other]) => one - other);
}

// How many of the quoted phrases stand in a text, their stop words as they are.
function phrasesIn(words, phrases) {
  const fits = (word, meant) => word && word.stops === meant.stops && (meant.words.has(word.surface) || meant.words.has(word.whole));
  const standsAt = (phrase, start) => phrase.every((meant, index) => fits(words[start + index], meant));
  return phrases.filter((phrase) => words.some((_, start) => standsAt(phrase, start))).length;
}

// The rarity of everything that is found, each word once.
function worth(matches, rarities) {
  const best = new Map();
  for (const { meant } of matches) for (const [index, weight] of meant) best.set(index, Math.max(weight, best.get(index) ?? 0));
  return [...best].reduce((sum, [index, weight]) => sum + rarities[index] * weight, 0);
}

// About so many characters around the best of the matches, cut between words, and the marks within them.
function cut(text, matches, rarities, { excerpt: length, before }) {
  let start = 0;
  let end = text.length;
  if (text.length > length * 1.2) {
    let most = -1;
    for (const begin of [0, ...matches.map((match) => Math.max(0, match.word.start - before))]) {
      const value = worth(within(matches, begin, begin + length), rarities);
      if (value > most || (value === most && begin < start)) [most, start] = [value, begin];
    }
    start = Math.min(start, text.length - length);
    end = start + length;
    while (start > 0 && !/\s/u.test(text[start - 1]) && end - start < length * 1.2) start--;
    while (end < text.length && !/\s/u.test(text[end]) && end - start < length * 1.3) end++;
  }
  const kept = text.slice(start, end);
  const lead = start ? "… " : "";
  const shift = start ? lead.length - start - (kept.length - kept.trimStart().length) : 0;
  const marks = [];
  for (const { word } of within(matches, start, end)) {
    const mark = [word.start + shift, word.end + shift];
    if (marks.length && mark[0] <= marks.at(-1)[1]) mark[0] = marks.pop()[0];
    marks.push(mark);
  }
  return { excerpt: `${lead}${kept.trim()}${end < text.length ? " …" : ""}`, marks };
}

function within(matches, start, end) {
  return matches.filter(({ word }) => word.start >= start && word.end <= end);
}
