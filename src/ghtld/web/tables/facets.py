"""The facets of a list as pages show them: one for the lists of things and of the country. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from ghtld.web.site import Text


@dataclass(frozen=True)
class Choice:
    """A value of a facet as a link: what it is called, how many things it leaves."""

    text: Text
    href: str
    count: int = 0
    chosen: bool = False


@dataclass(frozen=True)
class Facet:
    """A facet as a page shows it; ``more`` leads to its other values."""

    name: str
    choices: list[Choice]
    others: int
    more: str
