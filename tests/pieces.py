"""What a pattern may look for again and again in a line that never ends: for tests and bench/growth.py."""

from __future__ import annotations

LONG = [
    "`", "` ", "`a", "`` ` ", "[", "[[", "![", "[a](", "[](", "](", "[a]", "(", ")(", "a (", "(kind:", "kind: a, ", "<", "<a ", "<img src=",
    "<!--", "<!-- internal -->", "<!-- /internal -->", "*", "**a", "__a", "_ ", "|", "|a", "|-", "| - ", " ", "\t", "\n", "a\n", "a\n\n", "- a\n",
    "- ", "  - a\n", "> ", "#", "# ", "```\n", "``` ", "~", "~ ", "10:00", "10:00 ", "10:00-", "- 10:00 x\n", "10:00 x\n\n", "2023-", "1", "1:",
    "12.", "00.", "around ", "a: b ", "a: ", "[x]:", "[x\n", "---\n", "---\n\n", "\\", "é", "http://", "- [ ] x (", "- [ ] a (owner: b, ",
    "**Timeline**\n\n", "## Timeline\n\n- 10:00 x\n", "Timeline: 2", "{", ":a:", "UTC ", "- EST", "PM-1 ", "2023-05-12-word ",
]  # fmt: skip
OPENINGS = [
    "",
    "## Timeline\n\n",
    "## Timeline\n\n- ",
    "## Timeline\n\n- 10:00 ",
    "## Timeline\n\n| Time | Event |\n|-|-|\n| 10:00 | ",
    "## ",
    "## Action items\n\n- ",
]
