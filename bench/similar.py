"""How well incidents that are alike are found, `python bench/similar.py CORPUS`; how fast, `python bench/similar.py --size N`.

CORPUS is a folder of foreign postmortems. They are imported into a temporary archive, beside this repository's own. similar.yml
says which are alike, and which tell one incident twice: of these only one takes part. What is related by hand is not told.

- share of mates: for each member of a group, the share of its mates that are among its first five suggestions (of at most five),
  averaged over all members of all groups. With `--floor F` what is below another floor is no suggestion; the others have none,
  and "this, without a floor" has what is alike at all (LEAST), with a reason or without.
- below the floor: of the first five for every member, mates and others that the floor takes away, or the lack of a reason.
- `--part N`: the share of mates in smaller archives, of N incidents of the corpus.
- duplicates: of the pairs that tell one incident twice, how many are called nearly the same text, and how many others are.

In the same run: TF-IDF (cosine of the stemmed words of the whole text, no stop words, terms in over 20% of the documents
dropped), BM25 with the document as the question (bm25s as it comes), and shared front matter alone.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from statistics import mean
from typing import Any

import yaml

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "hooks"))

from postmortem_archive import Archive  # noqa: E402 - found beside this file, not installed
from postmortem_archive.importing import carry_out, gather, make_plan  # noqa: E402
from postmortem_archive.importing.foreign import Choices  # noqa: E402
from postmortem_archive.search.likeness import Likeness  # noqa: E402
from postmortem_archive.search.reasons import Reasons  # noqa: E402
from postmortem_archive.settings import read_settings  # noqa: E402

Ranking = Callable[[str], Sequence[str]]
Groups = Sequence[Sequence[str]]
FIRST = 5
DRAWS = 6
SECTIONS = ("Summary", "Impact", "Root cause", "Resolution", "Lessons learned")


def imported(corpus: Path, own: Archive, folder: Path) -> Archive:
    """The foreign postmortems in this format."""
    (folder / "mkdocs.yml").write_text("site_name: corpus\nextra: {archive: {timezone: UTC}}\n", encoding="utf-8")
    target = folder / "postmortems"
    pieces, _ = gather([str(corpus)], (), target)
    carry_out(make_plan(pieces, target, Choices(own.settings)))
    return Archive.open(folder, own.settings)


class Judged:
    """What similar.yml says, with one slug for each incident: of two that tell the same, this repository's own, or the first."""

    def __init__(self, judged: Mapping[str, Any]) -> None:
        self._judged = judged
        members = {slug for half in ("tuned", "held_out") for one in judged[half] for slug in (*one["own"], *one["corpus"])}
        self._same: dict[str, str] = {}
        for pair in self.duplicates():
            one, two = sorted(map(self.shown, pair), key=lambda slug: (slug not in self._own, slug not in members, slug))
            if one != two:
                self._same[two] = one

    @property
    def _own(self) -> set[str]:
        return {path.stem for path in (HERE.parent / "postmortems").glob("*.md")}

    def duplicates(self) -> Iterator[tuple[str, str]]:
        """The pairs that tell one incident twice."""
        for pair in self._judged["duplicates"]:
            yield (pair["own"], pair["corpus"]) if "own" in pair else tuple(pair["corpus"])

    def shown(self, slug: str) -> str:
        """The slug that takes part for this one."""
        while slug in self._same:
            slug = self._same[slug]
        return slug

    def groups(self, half: str, archive: Archive) -> list[list[str]]:
        """The groups, without what the archive does not have."""
        found = []
        for one in self._judged[half]:
            slugs = list(dict.fromkeys(self.shown(slug) for slug in (*one["own"], *one["corpus"])))
            found.append([slug for slug in slugs if slug in archive])
        return [group for group in found if len(group) > 1]


def share_of_mates(ranking: Ranking, groups: Groups) -> float:
    """The mean over all members: mates among the first five, of those that could be there."""
    shares = []
    for group in groups:
        for slug in group:
            mates = set(group) - {slug}
            shares.append(len(mates & set(ranking(slug)[:FIRST])) / min(FIRST, len(mates)))
    return sum(shares) / len(shares)


def with_floor(archive: Archive, floor: float) -> Likeness:
    """The likeness of an archive that has this floor."""
    likeness = Likeness(archive)
    likeness.__dict__["floor"] = floor
    return likeness


def suggested(likeness: Likeness) -> Ranking:
    """The suggestions as the archive makes them: from the floor on, with a reason."""
    slugs, reasons = [incident.slug for incident in likeness.archive.incidents], Reasons(likeness)

    def ranking(slug: str) -> list[str]:
        row = likeness.row[slug]
        found = [other for other, score in likeness.nearest[row] if score >= likeness.floor][: 2 * FIRST]
        return [slugs[other] for other in found if reasons.between(row, other)][:FIRST]

    return ranking


def alike(likeness: Likeness) -> Ranking:
    """All that is alike at all, whether there is a reason or not."""
    slugs = [incident.slug for incident in likeness.archive.incidents]
    return lambda slug: [slugs[row] for row, _ in likeness.nearest[likeness.row[slug]]]


def texts(archive: Archive) -> list[str]:
    """The title and the body of every incident."""
    bodies = {draft.slug: draft.front.body for draft in archive.drafts}
    return [f"{incident.title}\n{bodies[incident.slug]}" for incident in archive.incidents]


def ranked(archive: Archive, scores: Any) -> Ranking:
    """The order that a square of scores makes."""
    slugs = [incident.slug for incident in archive.incidents]
    rows = {slug: row for row, slug in enumerate(slugs)}

    def ranking(slug: str) -> list[str]:
        row = scores[rows[slug]]
        order = sorted(range(len(slugs)), key=lambda other: (-round(float(row[other]), 9), slugs[other]))
        return [slugs[other] for other in order if other != rows[slug] and row[other] > 0]

    return ranking


def tfidf(archive: Archive) -> Ranking:
    """The cosine of TF-IDF, as it comes."""
    import bm25s
    import numpy as np
    import Stemmer

    words = bm25s.tokenize(texts(archive), stopwords="en", stemmer=Stemmer.Stemmer("english"), show_progress=False)
    counts = np.zeros((len(words.ids), len(words.vocab)))
    for row, ids in enumerate(words.ids):
        np.add.at(counts[row], ids, 1)
    having = (counts > 0).sum(axis=0)
    rarity = np.where(having <= 0.2 * len(counts), np.log(len(counts) / np.maximum(having, 1)), 0)
    weights = np.where(counts > 0, 1 + np.log(np.maximum(counts, 1)), 0) * rarity
    weights /= np.maximum(np.sqrt((weights**2).sum(axis=1, keepdims=True)), 1e-9)
    return ranked(archive, weights @ weights.T)


def bm25(archive: Archive) -> Ranking:
    """BM25 of every document for every document's words."""
    import bm25s
    import numpy as np
    import Stemmer

    words = bm25s.tokenize(texts(archive), stopwords="en", stemmer=Stemmer.Stemmer("english"), show_progress=False)
    model = bm25s.BM25()
    model.index(words, show_progress=False)
    return ranked(archive, np.array([model.get_scores_from_ids(ids) for ids in words.ids]))


def front_matter(likeness: Likeness) -> Ranking:
    """What the front matter of two shares, weighed by its rarity."""
    values = likeness.values_of
    return ranked(likeness.archive, (values @ values.T).toarray())


def below_floor(likeness: Likeness, every: Likeness, groups: Groups) -> str:
    """What the floor takes from the first five of every member; `every` has none."""
    incidents, left = likeness.archive.incidents, suggested(likeness)
    mates: dict[str, set[str]] = {}
    for group in groups:
        for slug in group:
            mates.setdefault(slug, set()).update(set(group) - {slug})
    lost = {True: [0, 0], False: [0, 0]}
    for slug, true in mates.items():
        for row, _ in every.nearest[every.row[slug]][:FIRST]:
            count = lost[incidents[row].slug in true]
            count[0] += incidents[row].slug not in left(slug)
            count[1] += 1
    (mate, of_mates), (other, of_others) = lost[True], lost[False]
    return f"{mate} of {of_mates} mates, {other} of {of_others} others"


def near_duplicates(archive: Archive, judged: Judged) -> str:
    """Which pairs are called nearly the same text, among the pairs that tell one incident twice and among the nearest others."""
    likeness = Likeness(archive)
    reasons = Reasons(likeness)
    pairs = {frozenset(pair) for pair in judged.duplicates()}
    pairs |= {frozenset(pair) for pair in combinations(sorted(likeness.row), 2) if judged.shown(pair[0]) == judged.shown(pair[1])}
    known = [sorted(pair) for pair in pairs if all(slug in archive for slug in pair)]
    said = sum(reasons.is_nearly_the_same(likeness.row[one], likeness.row[two]) for one, two in known)
    others = set()
    for slug, row in likeness.row.items():
        for other, _ in likeness.nearest[row][:FIRST]:
            pair = frozenset((slug, archive.incidents[other].slug))
            if pair not in pairs and reasons.is_nearly_the_same(row, other):
                others.add(pair)
    named = "".join(f"\n    {' and '.join(sorted(pair))}" for pair in sorted(others, key=sorted))
    return f"{said} of {len(known)} pairs, and {len(others)} others{named}"


def parts(archive: Archive, groups: Groups, size: int) -> Iterator[tuple[Archive, Groups]]:
    """DRAWS times so many incidents of an archive: half of them whole groups, or a little more, and the rest others."""
    members = {slug for group in groups for slug in group}
    for seed in range(DRAWS):
        chance = random.Random(seed)
        chosen: list[Sequence[str]] = []
        for group in chance.sample(groups, len(groups)):
            if sum(map(len, chosen)) < size / 2:
                chosen.append(group)
        inside = {slug for group in chosen for slug in group}
        others = [incident.slug for incident in archive if incident.slug not in members]
        inside.update(chance.sample(others, max(0, min(len(others), size - len(inside)))))
        yield Archive(archive.settings, tuple(draft for draft in archive.drafts if draft.slug in inside)), chosen


def measure_parts(archive: Archive, groups: Groups, size: int) -> None:
    """Print what smaller archives give, on average over some draws."""
    found: dict[str, list[float]] = {}
    for part, inside in parts(archive, groups, size):
        likeness, every = Likeness(part), with_floor(part, 0.0)
        rankings = {"this": suggested(likeness), "this, without a floor": alike(every), "TF-IDF cosine": tfidf(part)}
        for name, ranking in rankings.items():
            found.setdefault(name, []).append(share_of_mates(ranking, inside))
    print(f"{size} incidents, {DRAWS} times drawn")
    for name, shares in found.items():
        print(f"{name:28} share of mates {mean(shares):.3f} ({min(shares):.3f} to {max(shares):.3f})")


def measure(corpus: Path, half: str, floor: float | None, part: int | None) -> None:
    """Print every figure."""
    own = Archive.open(HERE.parent)
    judged = Judged(yaml.safe_load((HERE / "similar.yml").read_text(encoding="utf-8")))
    with tempfile.TemporaryDirectory() as folder:
        foreign = imported(corpus, own, Path(folder))
    # what authors related is what is asked for here
    read = (*own.drafts, *foreign.drafts)
    drafts = [replace(one, incident=replace(one.incident, relations=())) for one in read if one.incident]
    everything = Archive(own.settings, tuple(drafts))
    archive = Archive(own.settings, tuple(one for one in drafts if judged.shown(one.slug) == one.slug))
    if part:
        measure_parts(archive, judged.groups(half, archive), part)
        return
    likeness, every = Likeness(archive) if floor is None else with_floor(archive, floor), with_floor(archive, 0.0)
    groups = judged.groups(half, archive)
    print(f"{len(archive)} incidents, {len(groups)} groups ({half}), {sum(map(len, groups))} members")
    rankings = {
        f"this (floor {likeness.floor})": suggested(likeness),
        "this, without a floor": alike(every),
        "TF-IDF cosine": tfidf(archive),
        "BM25, document as question": bm25(archive),
        "front matter": front_matter(likeness),
    }
    for name, ranking in rankings.items():
        print(f"{name:28} share of mates {share_of_mates(ranking, groups):.3f}")
    print(f"{'below the floor':28} {below_floor(likeness, every, groups)}")
    print(f"{'nearly the same text':28} {near_duplicates(everything, judged)}")


def generated(number: int) -> Archive:
    """An archive of incidents of about 600 words, which follow Zipf's law over 30,000 words."""
    import numpy as np

    from postmortem_archive.reading import read_draft

    random = np.random.default_rng(7)
    letters = np.array(list("abcdefghijklmnopqrstuvwxyz"))
    words = ["".join(random.choice(letters, size)) for size in random.integers(4, 11, 30_000)]
    shares = 1 / np.arange(1, len(words) + 1)
    shares /= shares.sum()
    settings = read_settings()
    causes, triggers = list(settings.root_causes), list(settings.triggers)
    drafts = []
    for count in range(number):
        picked = iter([words[one] for one in random.choice(len(words), 640, p=shares)])

        def say(length: int, picked: Iterator[str] = picked) -> str:
            return " ".join(next(picked) for _ in range(length))

        sections = "\n\n".join(
            f"## {name}\n\n{say(90)}." for name in ("Summary", "Impact", "Root cause", "Resolution", "Lessons learned")
        )
        entries = "\n".join(f"- 10:{minute:02} {say(12)}" for minute in range(8))
        day = f"20{count % 24 + 1:02}-{count % 12 + 1:02}-{count % 28 + 1:02}"
        front = f"title: {say(7)}\ndate: {day}\nservices: [service-{random.integers(60)}]\ntags: [tag-{random.integers(200)}]\n"
        front += f"root_causes: [{random.choice(causes)}]\ntrigger: {random.choice(triggers)}\n"
        text = f"---\n{front}---\n\n{sections}\n\n## Timeline\n\n{entries}\n"
        drafts.append(read_draft(f"{day}-{count}.md", f"{day}-incident-{count}", text.encode(), settings))
    return Archive(settings, tuple(drafts))


def time_size(number: int) -> None:
    """Print the seconds of CPU that each step takes."""
    archive = generated(number)
    print(f"{len(archive)} incidents")
    began = time.process_time()

    def lap(name: str) -> None:
        nonlocal began
        print(f"{name:44} {time.process_time() - began:6.2f} s", flush=True)
        began = time.process_time()

    import scipy.sparse  # noqa: F401

    lap("importing scipy")
    suggestions = archive.suggestions
    lap("reading the words")
    suggestions.likeness.vectors.heaviest  # noqa: B018 - made here
    lap("vectors")
    suggestions.likeness.company.places  # noqa: B018
    lap("company")
    suggestions.of(archive.incidents[0])
    lap("the suggestions of one")
    suggestions.compare_all()
    lap("all with all")
    for incident in archive.incidents[:1000]:
        suggestions.of(incident)
    lap(f"reasons of {min(1000, number)} incidents")


def main() -> None:
    """Measure what was asked for."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("corpus", nargs="?", type=Path, help="a folder of foreign postmortems")
    options.add_argument("--half", choices=("tuned", "held_out"), default="tuned")
    options.add_argument("--floor", type=float, help="instead of the one that the archive has")
    options.add_argument("--part", type=int, help="so many incidents of the corpus, drawn several times, instead of all")
    options.add_argument("--size", type=int, help="time an archive of so many generated incidents instead")
    chosen = options.parse_args()
    if chosen.size:
        time_size(chosen.size)
    elif chosen.corpus:
        measure(chosen.corpus, chosen.half, chosen.floor, chosen.part)
    else:
        options.error("name a folder of foreign postmortems, or --size N")


if __name__ == "__main__":
    main()
