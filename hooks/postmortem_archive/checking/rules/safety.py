"""Safety: what must not be published, or not be there at all."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator

from postmortem_archive.checking.credentials import find_secrets, suspect_lines
from postmortem_archive.checking.prose import lines_with
from postmortem_archive.checking.rule import Case, Finding, rule
from postmortem_archive.incident import Place

_EMAIL = re.compile(r"(?<![\w.+/@-])(?P<user>[A-Za-z0-9][\w.+-]*)@(?P<host>(?:[A-Za-z0-9-]+\.)+(?P<end>[A-Za-z]{2,}))(?![\w@])")
_RESERVED = re.compile(
    r"(?:.*\.)?(?:noreply\.github\.com|example\.(?:com|org|net)|example|test|invalid|localhost|local|internal)", re.IGNORECASE
)
_NO_DOMAIN = frozenset(
    "png jpg jpeg gif svg webp ico md js ts css json yml yaml py go rs sh service timer socket mount target".split()
)
"""Endings of file and unit names such as `logo@2x.png` and `worker@1.service`, which are no top-level domains."""
_OFFICES = frozenset(
    """
    noreply no-reply donotreply do-not-reply security abuse support help info contact press hello privacy legal postmaster
    hostmaster webmaster root git mailer-daemon notifications alerts alert oncall on-call status team ops sre admin
    feedback
    """.split()
)
"""Users that are an office or a machine, not a person."""

_PHONE = re.compile(
    r"(?<![\w.+/:#-])(?:\+\d{1,3}[ .-]?(?:\(0?\d{1,4}\)[ .-]?)?\d{2,4}(?:[ .-]?\d{2,5}){1,4}"
    r"|\(\d{3}\) ?\d{3}[ .-]\d{4}|\d{3}-\d{3}-\d{4})(?![\w-]|\.\d)"
)
_FICTIONAL = re.compile(r"555[ .-]?01\d\d$")

_IPV4 = re.compile(r"(?<![\w.@-])(?:\d{1,3}\.){3}\d{1,3}(?![\w-]|\.\d|/\d)")
_IPV6 = re.compile(r"(?<![\w:.])(?:[0-9a-f]{1,4}:|:(?=:)){2,7}(?::|[0-9a-f]{1,4})?(?:[0-9a-f]{0,4})(?![\w:]|/\d)", re.IGNORECASE)
_VERSION_BEFORE = re.compile(
    r"(?:\b(?:v|ver|version|versions|release|released|build|tag|bump|bumped)|[=<>~^]=?|:\w*|\b[a-z][\w.+-]*[:=@-])[\s`'\"*_:=]*$",
    re.IGNORECASE,
)
_VERSION_LINE = re.compile(
    r"\b(?:versions?|upgrad\w+|downgrad\w+|releases?d?|bump\w*|packages?|patch\w*|plugins?)\b", re.IGNORECASE
)
_EVERYBODY = frozenset(
    "1.2.3.4 1.1.1.1 1.0.0.1 8.8.8.8 8.8.4.4 9.9.9.9 149.112.112.112 208.67.222.222 208.67.220.220 4.2.2.1 4.2.2.2".split()
)
"""Public name servers that everybody asks, and the address that everybody makes up."""

_MAYBE_PERSONAL = re.compile(r"@|[0-9a-fA-F]:[0-9a-fA-F]{0,4}:|\d\.\d{1,3}\.\d{1,3}\.\d|\+\d|\d{3}[-) ]{1,2}\d{3}[ .-]\d{4}")
_URL = re.compile(r"\bhttps?://\S+")


@rule("secret", "error", on_unreadable=True)
def secret(case: Case) -> Iterator[Finding]:
    """No password, key or token stands in a file: whoever may read the repository has it, and so does its history. Revoke it,
    then take it out."""
    lines = case.draft.text.split("\n")
    code = {line.number for line in case.draft.lines if line.code}
    for number in suspect_lines(case.draft.text):
        line = lines[number - 1]
        for found in find_secrets(line, code=number in code or number < case.draft.front.body_line or "`" in line):
            message = f"this looks like {found.kind}: revoke it at once, and write [redacted] in its place"
            yield Place(number, found.offset + 1), message


@rule("personal-data", "warning", on_unreadable=True)
def personal_data(case: Case) -> Iterator[Finding]:
    """No e-mail address, telephone number or public IP address of a person stands in a postmortem. Addresses of offices
    (`security@`, `noreply@`), of examples and of private networks may."""
    lines = case.draft.text.split("\n")
    for number in lines_with(_MAYBE_PERSONAL, case.draft.text):
        line = _URL.sub(lambda url: " " * len(url[0]), lines[number - 1])
        for column, what, offer in (*_emails(line), *_phones(line), *_addresses(line)):
            yield Place(number, column + 1), f"{what} may belong to a person: {offer}"


def _emails(line: str) -> Iterator[tuple[int, str, str]]:
    for match in _EMAIL.finditer(line) if "@" in line else ():
        user, host = match["user"].lower(), match["host"]
        if user not in _OFFICES and not _RESERVED.fullmatch(host) and match["end"].lower() not in _NO_DOMAIN:
            yield match.start(), f"the e-mail address '{match[0]}'", "write the person's role, or an address at example.com"


def _phones(line: str) -> Iterator[tuple[int, str, str]]:
    for match in _PHONE.finditer(line):
        digits = sum(char.isdigit() for char in match[0])
        if 8 <= digits <= 15 and not _FICTIONAL.search(match[0]):
            yield match.start(), f"the telephone number '{match[0]}'", "leave it out"


def _addresses(line: str) -> Iterator[tuple[int, str, str]]:
    for match in _IPV4.finditer(line):
        if match[0] not in _EVERYBODY and _is_public(match[0]) and not _is_version(line, match):
            yield match.start(), f"the public IP address '{match[0]}'", "write what it stands for, or an address of 192.0.2.0/24"
    for match in _IPV6.finditer(line) if line.count(":") > 1 else ():
        if _is_public(match[0]):
            yield match.start(), f"the public IP address '{match[0]}'", "write what it stands for, or an address of 2001:db8::/32"


def _is_public(text: str) -> bool:
    """True for an address that one machine of the internet can have."""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address) and address not in _UNICAST:
        return False
    return address.is_global and not address.is_multicast and not address.is_reserved


_UNICAST = ipaddress.IPv6Network("2000::/3")


def _is_version(line: str, match: re.Match[str]) -> bool:
    """True where four numbers are the version of something."""
    before = line[: match.start()]
    return bool(_VERSION_BEFORE.search(before)) or bool(
        _VERSION_LINE.search(line) and not re.search(r"\b(?:ip|address|host)\b", line, re.IGNORECASE)
    )


@rule("unclosed-internal", "error", on_unreadable=True)
def unclosed_internal(case: Case) -> Iterator[Finding]:
    """Every `<!-- internal -->` has its `<!-- /internal -->`, so that there is no doubt about what the public may see."""
    yield from case.faults("unclosed-internal")
