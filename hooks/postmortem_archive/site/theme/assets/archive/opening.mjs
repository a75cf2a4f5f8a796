// What the explorer needs of an archive before it can answer: the index and the facets.

import { Facets } from "./facets.mjs";
import { openSearch } from "./search.mjs";

const TRIES = 4;
const PAUSE = 1000; // milliseconds

/** Both of one edition, in which a number stands for the same incident; while the site is published, one of them may come first. */
export async function openArchive(root) {
  for (let left = TRIES; left > 0; left--) {
    const [search, facets] = await Promise.all([openSearch(root), readFacets(root)]);
    if (facets.edition === search.manifest.edition) return [new Facets(facets, () => search.file("durations.json")), search];
    await new Promise((done) => setTimeout(done, PAUSE));
  }
  throw new Error("The site is being published: its index and its facets do not belong together yet.");
}

async function readFacets(root) {
  const answer = await fetch(new URL("search/facets.json", root), { cache: "no-cache" });
  if (!answer.ok) throw new Error(`${answer.url}: ${answer.status}`);
  return answer.json();
}
