"""One sentence in the two languages of the project, and the error that says one."""

from __future__ import annotations

from typing import NamedTuple


class Text(NamedTuple):
    """One sentence, or a few words, in French and in English."""

    fr: str
    en: str

    def in_language(self, language: str) -> str:
        """Return the sentence in ``language``: English for ``en``, else French."""
        return self.en if language == "en" else self.fr


def two_decimals(number: float) -> Text:
    """Return a number with two decimals, behind a comma in French."""
    written = f"{number:.2f}"
    return Text(written.replace(".", ","), written)


class UserError(Exception):
    """Something a person can mend: says in both languages what is wrong and what to do."""

    def __init__(self, fr: str, en: str) -> None:
        super().__init__(fr, en)
        self.text = Text(fr, en)

    def __str__(self) -> str:
        return self.fr

    @property
    def fr(self) -> str:
        """Return the sentence in French."""
        return self.text.fr

    @property
    def en(self) -> str:
        """Return the sentence in English."""
        return self.text.en
