import re

import pytest

from tests.figures.drawn import THEME

CSS = (THEME / "assets/archive/figures.css").read_text(encoding="utf-8")
LIGHT, DARK = (dict(re.findall(r"(--pm-[\w-]+): (#\w+);", part)) for part in CSS.split("@media screen", 1))
PAGES = {"light": (LIGHT, "#ffffff"), "dark": (LIGHT | DARK, "#1e2129")}
WORDS = ("sev-1", "sev-2", "sev-3", "sev-4", "sev-none", "start", "detect", "mitigate", "resolve", "muted", "mark")


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[n : n + 2], 16) / 255 for n in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    bright, dim = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


@pytest.mark.parametrize("scheme", PAGES)
@pytest.mark.parametrize("name", WORDS)
def test_every_foreground_reads_on_page_and_surface_and_carries_words(scheme, name):
    tokens, page = PAGES[scheme]
    colour = tokens[f"--pm-{name}"]
    for other in (page, tokens["--pm-surface"], tokens["--pm-on-mark"]):
        assert contrast(colour, other) >= 4.5


@pytest.mark.parametrize("scheme", PAGES)
@pytest.mark.parametrize("kind", ["detect", "mitigate", "resolve"])
def test_words_read_on_bands_and_their_hatching(scheme, kind):
    tokens, _ = PAGES[scheme]
    words = {"light": "#212121", "dark": "#c6c9d0"}[scheme]
    for name in (f"--pm-band-{kind}", f"--pm-band-{kind}-hatch"):
        assert contrast(words, tokens[name]) >= 4.5


@pytest.mark.parametrize("scheme", PAGES)
def test_the_focus_ring_stands_out(scheme):
    tokens, _ = PAGES[scheme]
    assert contrast(tokens["--pm-focus"], tokens["--pm-surface"]) >= 3


def test_dark_has_every_colour_of_light():
    assert set(DARK) - {"--pm-link"} == set(LIGHT)
