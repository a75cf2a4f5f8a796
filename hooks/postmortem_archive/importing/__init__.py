"""Foreign postmortems into this archive's format: one reader a format, nothing guessed and nothing lost."""

from postmortem_archive.importing.plan import Plan, carry_out, make_plan
from postmortem_archive.importing.sources import gather

__all__ = ["Plan", "carry_out", "gather", "make_plan"]
