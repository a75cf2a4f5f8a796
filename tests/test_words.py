import random
import time

import pytest

from postmortem_archive.words import Names, did_you_mean

PIECES = (
    "database payment checkout outage load balancer config expired certificate dns resolver queue worker memory leak deploy rollback"
    " kafka redis postgres search index cache storage disk network latency timeout auth login token region failover"
).split()


def many_names(count: int, chance: random.Random) -> list[str]:
    days = (f"20{chance.randint(10, 25)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}" for _ in range(count))
    slugs = [f"{day}-{'-'.join(chance.sample(PIECES, chance.randint(2, 5)))}" for day in days]
    return [*slugs, *(f"PM-{number:05}" for number in range(count // 10))]


def with_a_slip(name: str, chance: random.Random) -> str:
    """One letter left out, doubled, wrong, or in the other's place."""
    at = chance.randrange(1, len(name) - 1)
    before, letter, after = name[:at], name[at], name[at + 1 :]
    return chance.choice(
        [before + after, before + letter + letter + after, f"{before}x{after}", before + after[0] + letter + after[1:]]
    )


def test_of_many_names_the_same_is_offered_as_when_all_are_compared():
    chance = random.Random(3)
    all_names = many_names(1200, chance)
    names = Names(all_names)
    for name in chance.sample(all_names, 60):
        wrong = with_a_slip(name, chance)
        assert names.nearest(wrong) == did_you_mean(wrong, all_names), wrong


def test_a_renamed_incident_is_offered_by_its_day_and_a_word():
    names = Names([*many_names(1000, random.Random(5)), "2009-01-02-payment-gateway-lost-its-disk"])
    assert names.nearest("2009-01-02-payment-gateway-disk") == ": did you mean '2009-01-02-payment-gateway-lost-its-disk'?"


def test_what_is_like_nothing_gets_no_offer():
    names = Names(many_names(500, random.Random(7)))
    assert names.nearest("zzz") == ""
    assert names.nearest("") == ""


@pytest.mark.parametrize(
    ("but", "offer"),
    [((), ": did you mean 'checkout'?"), (("checkout",), ": did you mean 'check'?"), (("checkout", "check"), "")],
)
def test_what_cannot_be_meant_is_not_offered(but: tuple[str, ...], offer: str):
    names = Names(["checkout", "check", "search"])
    assert names.nearest("Chekout") == ": did you mean 'checkout'?"
    assert names.nearest("Chekout", but) == offer


def test_few_names_are_all_compared():
    assert Names(["checkout", "search"]).nearest("Chekout") == ": did you mean 'checkout'?"
    assert Names([]).nearest("checkout") == ""


@pytest.mark.parametrize("count", [3000])
def test_thousands_of_wrong_names_take_seconds(count: int):
    chance = random.Random(11)
    names = Names(many_names(count, chance))
    began = time.process_time()
    for wrong in many_names(300, chance):
        names.nearest(wrong)
    # comparing each with all of them takes half a minute
    assert time.process_time() - began < 8
