"""The words of words.yml, ready to be looked up."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@cache
def _data() -> dict[str, Any]:
    text = files("postmortem_archive.importing").joinpath("words.yml").read_text(encoding="utf-8")
    data: dict[str, Any] = yaml.safe_load(text)
    return data


@cache
def label_fields() -> dict[str, str]:
    """By label, in lower case: the field that it states."""
    return {label: field for field, labels in _data()["labels"].items() for label in labels}


@cache
def severity_words() -> dict[str, str]:
    """By word, in lower case and without hyphens: the severity of a new archive."""
    return {word: severity for severity, words in _data()["severities"].items() for word in words}


def words_for(purpose: str) -> frozenset[str]:
    """The words of a plain list: `generator`, `blog` or `generic`."""
    return frozenset(_data()[purpose])
