"""Which module writes the page of which kind."""

from __future__ import annotations

from collections.abc import Callable

from ghtld import iris
from ghtld.web.kinds import (
    agreement,
    document,
    fact,
    generic,
    grouping,
    numbers,
    organisation,
    register,
)
from ghtld.web.pages import picture_links
from ghtld.web.pages.elements import Html, link, safe
from ghtld.web.pages.page_builder import Sheet

WRITERS: dict[str, Callable[[Sheet], None]] = {
    "agreement": agreement.write,
    "body": organisation.write,
    "concept": generic.write_concept,
    "discrepancy": numbers.discrepancy,
    "document": document.write,
    "establishment": organisation.write,
    "fact": fact.write,
    "figure": numbers.figure,
    "finess": register.write,
    "finess-group": register.write,
    "group": grouping.write,
    "list": numbers.stated_list,
    "network": grouping.write,
    "person": generic.write_person,
    **{kind: generic.writer(kind) for kind in generic.PLANS},
    "event": generic.write_event,
}
"""What writes the pages of each kind; a test holds that every kind has an entry."""


def write(sheet: Sheet) -> None:
    """Write the sections of a thing's kind, then what they left, and the notes."""
    thing = iris.read(sheet.about.node.value)
    writer = WRITERS.get(thing.kind) if thing else None
    if writer is not None:
        writer(sheet)
    if thing is not None:
        _see_also(sheet, thing)
    sheet.finish()


def _see_also(sheet: Sheet, thing: iris.Thing) -> None:
    """Add links to the pictures that show the thing among others."""
    view = sheet.view
    drawn = "".join(
        f"<li>{link(view.href(one.path), safe(view.say(one.key)))}</li>"
        for one in picture_links.of(thing.kind, thing.slug)
    )
    if drawn:
        sheet.section("see-also", Html(f'<ul class="plain see">{drawn}</ul>'))
