"""Words planted where nobody may find them."""

from __future__ import annotations


class Canaries:
    """A new word at every call, each remembered under where it was planted."""

    def __init__(self) -> None:
        self.planted: dict[str, str] = {}

    def __call__(self, where: str) -> str:
        word = f"canary{len(self.planted):03d}zq"
        self.planted[word] = where
        return word

    def found_in(self, text: str) -> list[str]:
        """Where the canaries that the text holds were planted."""
        return [where for word, where in self.planted.items() if word in text.lower()]
