"""Secrets in a text, found with the plugins of detect-secrets: key formats, private keys, passwords in addresses and settings.

Prose is full of hashes, commit ids and UUIDs, so that the plugins which only measure entropy are left out; a value counts
when its format, its user name or its name says that it is a secret.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from postmortem_archive.checking.prose import lines_with

PLUGINS = (
    "ArtifactoryDetector", "AWSKeyDetector", "AzureStorageKeyDetector", "BasicAuthDetector", "CloudantDetector",
    "DiscordBotTokenDetector", "GitHubTokenDetector", "GitLabTokenDetector", "IbmCloudIamDetector", "IbmCosHmacDetector",
    "JwtTokenDetector", "MailchimpDetector", "NpmDetector", "OpenAIDetector", "PrivateKeyDetector", "PypiTokenDetector",
    "SendGridDetector", "SlackDetector", "SoftlayerDetector", "SquareOAuthDetector", "StripeDetector",
    "TelegramBotTokenDetector", "TwilioKeyDetector", "KeywordDetector",
)  # fmt: skip
"""Those that a public IP address or mere entropy sets off are not among them."""

# Loading the plugins takes 0.1 s, so they are loaded for a line that has a long run of letters and digits, an
# assignment to a word for a secret, or a sign that only secrets have.
_LONGEST_PLAIN = 15
"""Letters and digits of a word that is too short for a secret."""
_LONG = re.compile(r"(?<![\w+])(?=[A-Za-z_+]*\d)[\w+]{16,}", re.IGNORECASE)
_SUSPECT = tuple(
    (tuple(needles.split("|")), re.compile(pattern))
    for needles, pattern in (
        (
            "pass|pwd|secret|token|key|contrase",
            r"(?i:(?:passw|pass|pwd|secret|token|key|contrase)\w*[\"'\])]*[ \t]*(?:[:=]|=>|!=))",
        ),
        ("://", r"://[^/\s]*:[^/\s]+@"),
        ("private key|bearer|authorization", r"(?i:PRIVATE KEY|bearer|authorization)"),
        ("xox|glpat|sk-|sk_|pypi|npm|sq0csp", r"\b(?:xox[a-z]|glpat|sk|pypi|npm|sq0csp)[-_][\w-]{16,}"),
        ("sg.|eyj", r"SG\.|eyJ"),
    )
)
"""Each: what a text in small letters holds before the pattern can match (looking for these is cheap), and the pattern."""
_TOKEN = re.compile(
    r"(?:\b\w*token|\bbearer|\bauthorization)[\"'\]]?(?:\s*[:=]\s*|\s+)(?:bearer\s+)?[\"'`]?(?P<value>[\w+/=.~-]{20,})",
    re.IGNORECASE,
)
_PLACEHOLDER = re.compile(
    r"x+|\*+|\.+|…|[<${\[(%].*|\W*(?:redacted|removed|hidden|masked|secret|passwd|password|pass|pwd|token|change-?me|dummy|fake|test|foo|bar"
    r"|null|none|true|false|(?:example|your|my)\b.*)\W*",
    re.IGNORECASE,
)
_NAME_ONLY = re.compile(
    r"(?:name|ref|reference|arn|path|file|dir|id|url|uri|host|type|version)[\"'\]]*\s*(?::?=|:|=>)\s*[\"'`]?$", re.IGNORECASE
)


@dataclass(frozen=True)
class Secret:
    """Where in a line a secret begins (an offset), and what kind it is of. The secret itself is not kept."""

    offset: int
    kind: str


def suspect_lines(text: str) -> list[int]:
    """The numbers, from 1, of the lines that are worth the closer look of `find_secrets`."""
    plain = text.lower()
    patterns = [pattern for needles, pattern in _SUSPECT if any(needle in plain for needle in needles)]
    if any(len(word) > _LONGEST_PLAIN and _LONG.search(word) for word in text.split()):
        patterns.append(_LONG)
    return sorted({number for pattern in patterns for number in lines_with(pattern, text)})


def find_secrets(line: str, *, code: bool) -> Iterator[Secret]:
    """The secrets of one line; in code a password needs no quotes around it."""
    taken: list[tuple[int, int]] = []
    found = []
    for start, end, offset, kind in _candidates(line, code=code):
        if not any(start < other_end and other_start < end for other_start, other_end in taken):
            taken.append((start, end))
            found.append(Secret(offset, kind))
    yield from sorted(found, key=lambda secret: secret.offset)


def _candidates(line: str, *, code: bool) -> Iterator[tuple[int, int, int, str]]:
    """(start, end, offset of the secret itself, kind) of everything that is one; the surest kinds come first."""
    for plugin in _plugins():
        if plugin.secret_type == "Secret Keyword":
            for value in _assigned(plugin, line, code=code):
                start = line.find(value)
                if _is_password(value, line[:start]):
                    yield start, start + len(value), start, "a password or key"
        elif any(plugin.analyze_string(line)):
            for match in (match for pattern in plugin.denylist for match in pattern.finditer(line)):
                # a group holds the secret, or only its prefix
                group = next((number for number, text in enumerate(match.groups(), 1) if text and len(text) > 5), 0)
                if _is_token(plugin.secret_type, match[group], match[0], line[: match.start()]):
                    yield match.start(), match.end(), match.start(group), _named(plugin.secret_type)
    for match in _TOKEN.finditer(line):
        if all(re.search(kind, match["value"]) for kind in ("[a-z]", "[A-Z]", r"\d")):
            yield match.start(), match.end(), match.start("value"), "a token"


@cache
def _plugins() -> tuple[Any, ...]:
    from detect_secrets.settings import get_plugins, transient_settings  # imported here because it takes 0.1 s

    with transient_settings({"plugins_used": [{"name": name} for name in PLUGINS]}):
        return tuple(get_plugins())


def _assigned(plugin: Any, line: str, *, code: bool) -> Iterator[str]:
    """What is assigned to names such as `password`."""
    from detect_secrets.plugins.keyword import CONFIG_DENYLIST_REGEX_TO_GROUP

    yield from (value.strip() for value in plugin.analyze_string(line))
    if code:
        yield from (value.strip() for value in plugin.analyze_string(line, CONFIG_DENYLIST_REGEX_TO_GROUP))


def _is_token(kind: str, value: str, whole: str, before: str) -> bool:
    """True unless the match is a placeholder, or begins inside a longer word such as a checksum."""
    if kind == "Private Key":
        return True
    if kind == "Basic Auth Credentials":
        return not _PLACEHOLDER.fullmatch(value)
    inside = before[-1:].isalnum() and whole[:1].isalnum()
    return not inside and any(char.isdigit() for char in whole)


def _is_password(value: str, before: str) -> bool:
    """True for a value given to a name like `password` that is one: a word with a digit, and no name, path or call."""
    from detect_secrets.filters import heuristic

    if len(value) < 6 or re.search(r"\s|^/|://|^arn:|\(|\[", value) or _PLACEHOLDER.fullmatch(value) or _NAME_ONLY.search(before):
        return False
    known = (
        heuristic.is_sequential_string,
        heuristic.is_potential_uuid,
        heuristic.is_templated_secret,
        heuristic.is_not_alphanumeric_string,
    )
    return any(char.isdigit() for char in value) and not any(harmless(value) for harmless in known)


def _named(kind: str) -> str:
    """What to call a kind of secret in a message."""
    if kind == "Basic Auth Credentials":
        return "a password in an address"
    return f"{'an' if kind[0] in 'AEIO' else 'a'} {kind}"
