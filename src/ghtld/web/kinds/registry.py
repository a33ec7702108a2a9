"""Which module writes the page of which kind, and which pictures show things of that kind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ghtld import iris
from ghtld.web.kinds import agreement, counts, document, generic, organisation, register
from ghtld.web.pages.elements import concat, link, markup
from ghtld.web.pages.page_builder import PageBuilder

WRITERS: dict[str, Callable[[PageBuilder], None]] = {
    "agreement": agreement.write,
    "body": organisation.write,
    "concept": generic.write_concept,
    "discrepancy": counts.write_discrepancy,
    "document": document.write,
    "establishment": organisation.write,
    "fact": document.write_fact,
    "figure": counts.write_figure,
    "finess": register.write,
    "finess-group": register.write,
    "group": organisation.write_grouping,
    "list": counts.write_list,
    "network": organisation.write_grouping,
    "person": generic.write_person,
    **{kind: generic.writer(kind) for kind in generic.PLANS},
    "event": generic.write_event,
}
"""What writes the pages of each kind; a test holds that every kind has an entry."""


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
    """A picture that shows a thing: the message that names the link, the path of the picture.

    What follows ``#`` in it is the row of the thing in the table below the drawing.
    """

    key: str
    path: str


def picture_links(kind: str, slug: str) -> tuple[PictureLink, ...]:
    """Return the pictures in which things of a kind are drawn, each at the row of this one."""
    return tuple(
        PictureLink(
            f"see-{name}", name if (kind, name) in _WITHOUT_ROW else f"{name}#{kind}-{slug}"
        )
        for name in _DRAWN.get(kind, ())
    )


def write(page: PageBuilder) -> None:
    """Write the sections of a thing's kind, then what they left, and the notes."""
    thing = iris.read(page.about.node.value)
    writer = WRITERS.get(thing.kind) if thing else None
    if writer is not None:
        writer(page)
    if thing is not None:
        _see_also(page, thing)
    page.finish()


def _see_also(page: PageBuilder, thing: iris.Thing) -> None:
    """Add links to the pictures that show the thing among others."""
    view = page.view
    drawn = concat(
        markup("<li>{}</li>", link(view.href(one.path), view.say(one.key)))
        for one in picture_links(thing.kind, thing.slug)
    )
    if drawn:
        page.section("see-also", markup('<ul class="plain see">{}</ul>', drawn))
