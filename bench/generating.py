"""An archive of any number of incidents, the same for the same number and seed.

Not random letters: what search, similarity and relations do depends on how often words occur and on what occurs together.
Words are drawn by rank (the n-th about 1/n as often as the first), incidents cluster by service and fault, every ninth is
related to an earlier one, every sixth mentions one in its text, and times and action items come in several notations.
"""

from __future__ import annotations

import random
import re
from bisect import bisect
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from itertools import accumulate
from pathlib import Path
from typing import Any

import yaml

WORDS = yaml.safe_load((Path(__file__).parent / "incidents.yml").read_text(encoding="utf-8"))
FIRST_DAY, LAST_DAY = datetime(2012, 1, 2), datetime(2026, 6, 28)
ROOT_CAUSES = (
    "config", "code-defect", "capacity", "missing-safeguard", "testing-gap", "monitoring-gap", "dependency", "limit-exhausted",
    "race-condition", "expired-credential", "single-point-of-failure", "network-routing", "data-integrity", "process-gap",
)  # fmt: skip
KNOWN_TRIGGERS = (
    "deploy", "config-change", "load", "infrastructure-change", "expiry", "limit-reached", "data-migration", "third-party",
    "manual-command", "maintenance", "hardware-failure", "automation",
)  # fmt: skip
MITIGATIONS = ("rollback", "restart", "manual-repair", "scale-up", "failover", "fix-forward", "disable-feature", "shed-load")
RELATIONS = ("recurrence_of", "same_root_cause", "related", "follows", "caused_by", "regression_of_fix")


class Zipf:
    """Draws from a list: the n-th about 1/n as often as the first."""

    def __init__(self, words: Sequence[str]) -> None:
        self.words = words
        self.weights = list(accumulate(1 / rank for rank in range(1, len(words) + 1)))

    def draw(self, chance: random.Random) -> str:
        """One of the words."""
        return self.words[bisect(self.weights, chance.random() * self.weights[-1])]


class Generator:
    """Incidents of one archive, one after the other, oldest first."""

    def __init__(self, count: int, seed: int = 1) -> None:
        self.count = count
        self.chance = random.Random(seed)
        self.step = (LAST_DAY - FIRST_DAY) / max(count, 1)
        services = [f"{area}-{part}" for area in WORDS["areas"] for part in WORDS["parts"]]
        self.chance.shuffle(services)
        # an organisation grows with its incidents: one service for every eight, at most all of them
        self.services = Zipf(services[: max(12, min(len(services), count // 8))])
        self.lists = {name: Zipf(words) for name, words in WORDS.items()}
        self.past: list[tuple[str, str, str]] = []  # (slug, id, service) of what was generated before

    def word(self, name: str) -> str:
        """One entry of a list of incidents.yml."""
        return self.lists[name].draw(self.chance)

    def filled(self, template: str, known: dict[str, str]) -> str:
        """A sentence with its places filled; what `known` holds stays the same through an incident."""
        text = re.sub(r"\{(\w+)\}", lambda place: known.get(place[1]) or self.fresh(place[1]), template)
        return text[0].upper() + text[1:]

    def fresh(self, place: str) -> str:
        """What stands in a place of a sentence that is new with every sentence."""
        chance = self.chance
        makers: dict[str, Callable[[], str]] = {
            "n": lambda: str(chance.randint(2, 90)),
            "m": lambda: str(chance.randint(100, 9000)),
            "k": lambda: str(chance.randint(2, 9)),
            "clock": lambda: f"{chance.randrange(24):02}:{chance.randrange(60):02}",
            "other": lambda: self.services.draw(chance),
            "host": lambda: f"{self.services.draw(chance)}-{chance.randint(1, 40):02}",
            "alert": lambda: alert_of(self.services.draw(chance)),
            "team": lambda: self.word("teams"),
            "service": lambda: self.services.draw(chance),
            "key": lambda: f"{self.services.draw(chance).split('-')[0]}.{self.word('keys')}",
            "cause": lambda: self.word("causes"),
            "fault": lambda: self.word("faults"),
            "fix": lambda: self.word("fixes"),
            "symptom": lambda: self.word("symptoms"),
            "region": lambda: self.word("regions"),
            "code": lambda: self.word("codes"),
            "resource": lambda: self.word("resources"),
            "command": lambda: self.word("commands"),
        }
        return makers[place]()

    def prose(self, sentences: int, known: dict[str, str], name: str = "sentences") -> str:
        """A paragraph."""
        return " ".join(self.filled(self.word(name) if name == "lessons" else self.even(name), known) for _ in range(sentences))

    def even(self, name: str) -> str:
        """One entry of a list, each as likely as the next."""
        found: str = self.chance.choice(WORDS[name])
        return found

    def incident(self, number: int) -> tuple[str, str]:
        """(slug, text) of the next incident."""
        chance = self.chance
        start = FIRST_DAY + number * self.step + timedelta(minutes=chance.randrange(60 * 20))
        start = start.replace(second=0, microsecond=0)
        service, fault = self.services.draw(chance), self.word("faults")
        known = {"service": service, "fault": fault, "symptom": self.word("symptoms"), "cause": self.word("causes")}
        title = f"{service.replace('-', ' ').capitalize()}: {known['symptom']} after {known['cause']}, {fault}"
        slug = f"{start:%Y-%m-%d}-{service}-{re.sub('[^a-z]+', '-', fault.lower()).strip('-')[:30].rstrip('-')}-{number}"
        name = f"PM-{start.year}-{number:05}"
        front = self.front(title, name, start, known)
        body = self.body(start, known)
        self.past.append((slug, name, service))
        return slug, f"---\n{yaml.safe_dump(front, sort_keys=False, allow_unicode=True, width=120)}---\n\n{body}"

    def front(self, title: str, name: str, start: datetime, known: dict[str, str]) -> dict[str, Any]:
        """The front matter."""
        chance = self.chance
        detected = start + timedelta(minutes=chance.randint(1, 40))
        resolved = detected + timedelta(minutes=int(chance.expovariate(1 / 90)) + 5)
        front: dict[str, Any] = {"title": title, "id": name, "severity": f"SEV{min(4, 1 + int(chance.expovariate(0.6)))}"}
        front |= {"started_at": f"{start:%Y-%m-%d %H:%M}", "detected_at": f"{detected:%Y-%m-%d %H:%M}"}
        front |= {"resolved_at": f"{resolved:%Y-%m-%d %H:%M}", "timezone": chance.choice(("UTC", "UTC", "Europe/Berlin"))}
        front["services"] = sorted({known["service"], *(self.services.draw(chance) for _ in range(chance.randrange(3)))})
        front["teams"] = [self.word("teams")]
        front["alerts"] = [alert_of(known["service"])]
        front["tags"] = sorted({self.word("tags") for _ in range(chance.randint(1, 5))})
        front["trigger"] = Zipf(KNOWN_TRIGGERS).draw(chance)
        front["root_causes"] = list(dict.fromkeys(Zipf(ROOT_CAUSES).draw(chance) for _ in range(chance.randint(1, 2))))
        front["contributing_factors"] = [f"process/{re.sub('[^a-z]+', '-', self.word('faults'))}"]
        front["detected_by"] = chance.choice(("alert", "alert", "customer", "employee"))
        front["mitigation"] = Zipf(MITIGATIONS).draw(chance)
        front["impact"] = {"summary": self.filled("For {n} minutes {symptom}.", known), "users": chance.randint(10, 90_000)}
        front["visibility"] = "public"
        if self.past and chance.random() < 1 / 9:
            alike = [one for one in self.past[-400:] if one[2] == known["service"]] or self.past
            front["related"] = [{"incident": chance.choice(alike)[chance.randrange(2)], "type": Zipf(RELATIONS).draw(chance)}]
        return front

    def body(self, start: datetime, known: dict[str, str]) -> str:
        """Six sections and more, about 600 words."""
        chance = self.chance
        out = ["## Summary", self.filled(self.even("openings"), known) + " " + self.prose(2, known)]
        out += ["## Impact", self.prose(3, known), "## Timeline", self.timeline(start, known)]
        out += ["## Root cause", self.prose(5, known), self.prose(4, known)]
        if chance.random() < 0.3:
            out.append(f"```\n{self.word('commands')}\n{self.fresh('host')}: {self.word('codes')}\n```")
        out += ["## Resolution", self.prose(4, known)]
        if self.past and chance.random() < 1 / 6:
            slug, name, _ = chance.choice(self.past)
            out.append(chance.choice((f"The same happened in {name}.", f"See [the earlier one]({slug}.md), which was alike.")))
        out += ["## Lessons learned", "\n".join(f"- {self.prose(1, known, 'lessons')}" for _ in range(3))]
        out += ["## Action items", self.actions(start, known)]
        return "\n\n".join(out) + "\n"

    def timeline(self, start: datetime, known: dict[str, str]) -> str:
        """Eight entries, as bullets, bold bullets, bullets with the day, or a table."""
        at, rows = start, []
        for number in range(8):
            text = self.filled(self.even("entries"), known)
            text = "Detected: " + text if number == 2 else "Resolved: " + text if number == 7 else text
            rows.append((at, text))
            at += timedelta(minutes=self.chance.randint(1, 25))
        style = self.chance.randrange(4)
        if style == 0:
            return "| Time | What |\n| --- | --- |\n" + "\n".join(f"| {at:%H:%M} | {text} |" for at, text in rows)
        shape = ("", "- {at:%H:%M} {text}", "- **{at:%H:%M}** {text}", "- {at:%Y-%m-%d %H:%M} - {text}")[style]
        return "\n".join(shape.format(at=at, text=text) for at, text in rows)

    def actions(self, start: datetime, known: dict[str, str]) -> str:
        """Three to five measures, as a task list or as a table."""
        chance = self.chance
        rows = []
        for _ in range(chance.randint(3, 5)):
            due = start + timedelta(days=chance.randint(7, 90))
            text = f"{self.word('measures')} of {chance.choice((known['service'], self.services.draw(chance)))}"
            rows.append((chance.random() < 0.8, text, self.word("kinds"), self.word("owners"), due))
        if chance.random() < 0.4:
            head = "| Action | Owner | Due | Status |\n| --- | --- | --- | --- |\n"
            return head + "\n".join(f"| {t} | {o} | {due:%Y-%m-%d} | {'done' if d else 'open'} |" for d, t, _, o, due in rows)
        return "\n".join(
            f"- [{'x' if done else ' '}] {text} (kind: {kind}, owner: {owner}, due: {due:%Y-%m-%d})"
            for done, text, kind, owner, due in rows
        )


def alert_of(service: str) -> str:
    """The name of the alert of a service."""
    return "".join(part.capitalize() for part in service.split("-")) + "ErrorRateHigh"


def write_archive(folder: Path, count: int, seed: int = 1) -> None:
    """`count` postmortems as files of a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    generator = Generator(count, seed)
    for number in range(count):
        slug, text = generator.incident(number)
        (folder / f"{slug}.md").write_text(text, encoding="utf-8")
