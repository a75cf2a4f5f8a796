"""Timelines that no heading names, and timelines that only repeat the key facts of another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import accumulate

from postmortem_archive.incident import Place
from postmortem_archive.reading.bare_clocks import with_colons
from postmortem_archive.reading.block import Block
from postmortem_archive.reading.entries import begins_with_clock, begins_with_time, find_columns, has_label
from postmortem_archive.reading.items import Heading, Item, ListItem, Table, read_items

_FEWEST = 3
"""Entries. Two times below each other are as often two facts as a timeline."""
_NEVER = frozenset({"action_items", "lessons", "references", "conclusion"})


def name_timelines(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks, where an account without a timeline tells it below another heading, such as "Context", that part as one.

    What stands above the first entry stays a block of its own, so that nothing moves. An account is what one incident's
    heading holds, in a file of several.
    """
    items = [list(read_items(with_colons(block.lines) if block.kind == "timeline" else block.lines)) for block in blocks]
    entries = [sum(map(_times, of_block)) for of_block in items]
    facts = [not count and _only_facts(of_block) for of_block, count in zip(items, entries, strict=True)]
    telling = list(accumulate((b.kind == "timeline" and not only for b, only in zip(blocks, facts, strict=True)), initial=0))
    tells = list(accumulate(map(_tells, blocks, entries), initial=0))
    named: list[Block] = []
    for index, (block, (first, end)) in enumerate(zip(blocks, _accounts(blocks), strict=True)):
        if block.kind == "timeline":
            others = tells[end] - tells[first] - (tells[index + 1] - tells[index])
            named.append(replace(block, facts=facts[index] and others > 0))
        elif block.kind in _NEVER or telling[end] > telling[first]:
            named.append(block)
        else:
            named.extend(_parted(block, items[index]))
    return tuple(named)


def _accounts(blocks: Sequence[Block]) -> list[tuple[int, int]]:
    """For each block the range of blocks of the same account: up to the next one of a higher level, both ways."""
    first, end = [0] * len(blocks), [len(blocks)] * len(blocks)
    above: list[int] = []
    for index, block in enumerate(blocks):
        while above and blocks[above[-1]].level > block.level:
            end[above.pop()] = index
        # blocks of the same level share where their account begins
        same = above[-1] if above and blocks[above[-1]].level == block.level else None
        first[index] = first[same] if same is not None else above[-1] + 1 if above else 0
        above.append(index)
    return list(zip(first, end, strict=True))


def _tells(block: Block, entries: int) -> bool:
    """True for a timeline whose entries begin with their times, or a block with such a timeline in it."""
    return block.kind not in _NEVER and entries >= (2 if block.kind == "timeline" else _FEWEST)


def _only_facts(items: Sequence[Item]) -> bool:
    """True for nothing but prose and lists of labels with times, such as "Repaired: 11:21", or without any time; of a block in
    which no entry begins with its time."""
    lists = [item for item in items if isinstance(item, ListItem)]
    if any(isinstance(item, Table) for item in items):
        return False
    return not lists or any(has_label(item.text) for item in lists)


def _times(item: Item) -> int:
    """How many entries begin with their time: one at most, in a table or paragraph one for each such line."""
    if isinstance(item, Table):
        columns = find_columns(item)
        return sum(begins_with_clock(" ".join(cells[index] for index in columns.when)) for _, cells in item.rows)
    if isinstance(item, ListItem):
        return int(begins_with_time(item.text))
    if isinstance(item, Heading):
        return int(begins_with_clock(item.text))
    return 0 if item.code else sum(begins_with_clock(line.text.strip()) for line in item.lines)


def _parted(block: Block, items: Sequence[Item]) -> Iterator[Block]:
    """The block as a timeline, if its entries are in the majority; what stands above them first."""
    # a list of days is as often a list of releases or updates
    counts = [int(begins_with_clock(item.text)) if isinstance(item, ListItem) else _times(item) for item in items]
    others = sum(isinstance(item, ListItem | Heading) and not count for item, count in zip(items, counts, strict=True))
    if sum(counts) < _FEWEST or others > sum(counts):
        yield block
        return
    first = next(index for index, count in enumerate(counts) if count)
    if first == 0 and block.level:
        yield replace(block, kind="timeline")
        return
    cut = next(index for index, line in enumerate(block.lines) if line.number == items[first].line)
    yield replace(block, lines=block.lines[:cut])
    yield Block("", "timeline", max(2, block.level + 1), Place(block.lines[cut].number), block.lines[cut:])
