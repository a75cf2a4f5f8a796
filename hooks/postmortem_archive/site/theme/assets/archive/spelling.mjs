// Words without their accents: search/spelling.py, letter by letter.

const ONE_PIECE = { ø: "o", æ: "ae", œ: "oe", ł: "l", đ: "d", ı: "i" };

function plain(word) {
  if (/^[\x00-\x7f]*$/u.test(word)) return word;
  return word.normalize("NFD").replace(/[\u0300-\u036f]/gu, "").normalize("NFC").replace(/[øæœłđı]/gu, (letter) => ONE_PIECE[letter]);
}

// How else a word may be written: without accents, and with one letter for two, where that is another word.
export function plainSpellings(word, digraphs) {
  const bare = plain(word);
  const shorter = digraphs ? bare.replace(new RegExp(digraphs, "gu"), "") : bare;
  return [...(bare !== word ? [bare] : []), ...(shorter !== bare ? [shorter] : [])];
}
