"""The page of a concept: what it means, and what uses it, each use with its words."""

from __future__ import annotations

from ghtld.terms import GHT, SKOS
from ghtld.web.pages.elements import Html
from ghtld.web.pages.kinds import silences
from ghtld.web.pages.notes import picked
from ghtld.web.pages.sheet import Sheet

_USES = (
    (GHT.mission, "agreement", "used-agreements"),
    (GHT.instrument, "agreement", "used-agreements"),
    (GHT.statedKind, "establishment", "used-organisations"),
    (GHT.statedKind, "group", "used-groups"),
    (GHT.statedKind, "body", "used-bodies"),
    (GHT.mission, "action", "used-actions"),
    (GHT.specialty, "action", "used-actions"),
    (GHT.theme, "action", "used-actions"),
    (GHT.form, "action", "used-actions"),
    (GHT.specialty, "agreement", "used-agreements"),
    (GHT.specialty, "event", "used-events"),
    (GHT.dayOfWeek, "event", "used-events"),
    (GHT.item, "list", "used-lists"),
    (GHT.listOf, "list", "used-lists"),
    (GHT.measure, "figure", "used-figures"),
    (GHT.unsaid, "note", "used-silences"),
)


def write(sheet: Sheet) -> None:
    """Write the page: definition, uses, neighbours."""
    definitions = sheet.take(SKOS.definition)
    sheet.lead = Html(
        picked(sheet.view, definitions) + "".join(map(sheet.notes.proof, definitions[:1]))
    )
    uses: dict[str, Html] = {}
    counts: dict[str, int] = {}
    for predicate, kind, key in _USES:
        found = sheet.in_order(sheet.take_from(predicate, kind))
        if found:
            uses[key] = Html(uses.get(key, "") + sheet.bullets(found))
            counts[key] = counts.get(key, 0) + len(found)
    for key, written in uses.items():
        sheet.section(key, written, count=counts[key])
    sheet.section(
        "neighbours",
        sheet.rows(
            SKOS.broader,
            SKOS.narrower,
            SKOS.related,
            SKOS.closeMatch,
            SKOS.exactMatch,
            SKOS.broadMatch,
            SKOS.relatedMatch,
            SKOS.inScheme,
            SKOS.hasTopConcept,
        ),
    )
    sheet.section(
        "concept-said",
        sheet.row("other-names", sheet.take(SKOS.altLabel)),
        sheet.rows(SKOS.scopeNote, SKOS.example, SKOS.note, SKOS.notation),
    )
    silences.editors_notes(sheet)
