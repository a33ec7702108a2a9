"""Where a thing is drawn: links from its page to the pictures, for the pages to place. Pure.

A page calls ``of(kind, slug)`` and shows each link as
``<a href="{{ view.href(one.path) }}">{{ view.say(one.key) }}</a>``; the part after ``#`` is the row
of the thing in the table below the drawing, and does no harm where there is none.
"""

from __future__ import annotations

from dataclasses import dataclass

from ghtld import iris

_DRAWN: dict[str, tuple[str, ...]] = {
    "group": ("network", "map"),
    "agreement": ("network", "matrix"),
    "network": ("network",),
    "establishment": ("map",),
    "event": ("timeline",),
    "discrepancy": ("discrepancies",),
}
_WITHOUT_ROW = {("group", "map"), ("discrepancy", "discrepancies")}


@dataclass(frozen=True)
class PictureLink:
    """A picture that shows a thing: its name, the message that names the link, its path."""

    name: str
    key: str
    path: str


def of(kind: str, slug: str) -> tuple[PictureLink, ...]:
    """Return the pictures in which things of a kind are drawn, each at the row of this one."""
    return tuple(
        PictureLink(
            name,
            f"see-{name}",
            name if (kind, name) in _WITHOUT_ROW else f"{name}#{kind}-{slug}",
        )
        for name in _DRAWN.get(kind, ())
    )


def anchor(iri: str) -> str:
    """Return the anchor of the row of a thing in the table of a picture; empty for none of ours."""
    thing = iris.read(iri)
    return f"{thing.kind}-{thing.slug.replace('/', '-')}" if thing is not None else ""
