// Words that a language makes of others: search/compounds.py, in the same order.

// The two words that this may be made of, the longest first part first.
export function* halvesOf(letters, { joints, shortestHalf }) {
  for (let cut = letters.length - shortestHalf; cut >= shortestHalf; cut--) {
    const rest = letters.slice(cut).join("");
    for (const joint of joints) {
      const tail = letters.slice(cut + joint.length);
      if (rest.startsWith(joint) && tail.length >= shortestHalf) yield [letters.slice(0, cut).join(""), tail.join("")];
    }
  }
}

// What may be the participle of this verb, or the verb of this participle.
export function* participlesOf(word, { prefixes, participles, shortestVerb }) {
  for (const prefix of prefixes) {
    if (!word.startsWith(prefix)) continue;
    const rest = [...word.slice(prefix.length)];
    const text = rest.join("");
    if (text.endsWith("en") && rest.length - 2 >= shortestVerb) {
      for (const ending of participles) yield `${prefix}ge${rest.slice(0, -2).join("")}${ending}`;
    }
    for (const ending of participles) {
      const long = rest.length - 2 - ending.length >= shortestVerb;
      if (text.startsWith("ge") && text.endsWith(ending) && long) yield `${prefix}${rest.slice(2, -ending.length).join("")}en`;
    }
  }
}
