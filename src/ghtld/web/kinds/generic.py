"""Pages of kinds that a few rows tell: each names its sections and what stands in them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from markupsafe import Markup
from pyoxigraph import NamedNode

from ghtld.terms import DCTERMS, FOREIGN, GEO, GHT, OA, ORG, PROV, RDFS, SKOS, Namespace
from ghtld.web.graph import Value
from ghtld.web.kinds import agreement, cells, counts
from ghtld.web.kinds.cells import as_written, date, heads, joined, of, terms, without_empty
from ghtld.web.pages.elements import NOTHING, Table, concat, markup
from ghtld.web.pages.meta_description import text
from ghtld.web.pages.page_builder import PageBuilder
from ghtld.web.pages.source_notes import picked

IGEO = Namespace(FOREIGN["igeo"])


_ORGANISATIONS = ("group", "establishment", "body", "network")


@dataclass(frozen=True)
class Incoming:
    """What leads to a thing by a property, from things of some kinds: the heading over it."""

    key: str
    predicate: NamedNode
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True)
class Plan:
    """A page: what its lead says, the properties of its first section, what leads to it."""

    lead: tuple[NamedNode, ...]
    rows: tuple[NamedNode, ...]
    incoming: tuple[Incoming, ...] = ()


_ONE = (GHT.date, GHT.dayOfWeek, GHT.rank)
"""Properties of which a thing has one true value only."""

PLANS: dict[str, Plan] = {
    "event": Plan(
        (GHT.date, GHT.dayOfWeek, GHT.place),
        (
            GHT.subject,
            GHT.date,
            GHT.dayOfWeek,
            GHT.notBefore,
            GHT.notAfter,
            GHT.place,
            GHT.actor,
            GHT.actorList,
            GHT.counterpart,
            GHT.counterpartList,
            GHT.vote,
            GHT.aim,
            GHT.specialty,
            GHT.framework,
            GHT.realizedAction,
            GHT.resultFigure,
            GHT.wording,
            GHT.status,
        ),
    ),
    "signature": Plan(
        (GHT.signatory, GHT.capacity),
        (GHT.signatory, GHT.capacity, GHT.principal, GHT.signing, GHT.wording, GHT.status),
    ),
    "membership": Plan(
        (ORG.member, ORG.organization),
        (ORG.member, ORG.organization, ORG.role, GHT.roleAsWritten, GHT.statedOn, GHT.status),
    ),
    "action": Plan(
        (GHT.wording,),
        (
            GHT.wording,
            GHT.actor,
            GHT.actorList,
            GHT.counterpart,
            GHT.counterpartList,
            GHT.promisedAction,
            GHT.mission,
            GHT.specialty,
            GHT.theme,
            GHT.form,
            GHT.agreement,
            GHT.framework,
            GHT.legalBasis,
            GHT.legalBasisAsWritten,
            GHT.subject,
            GHT.partOf,
            GHT.place,
            GHT.aim,
            GHT.claimant,
            GHT.status,
        ),
        (
            Incoming("promised-by", GHT.promisedAction),
            Incoming("realised-by", GHT.realizedAction),
            Incoming("parts", GHT.partOf),
        ),
    ),
    "programme": Plan(
        (GHT.wording,),
        (
            GHT.nameForm,
            GHT.subject,
            GHT.instrument,
            GHT.wording,
            GHT.place,
            GHT.actor,
            GHT.claimant,
            GHT.status,
        ),
        (Incoming("deeds-within", GHT.framework),),
    ),
    "ranking": Plan(
        (GHT.rankAsWritten, GHT.rank, GHT.subject),
        (
            GHT.subject,
            GHT.rank,
            GHT.rankAsWritten,
            GHT.comparisonClass,
            GHT.area,
            GHT.criterion,
            GHT.claimant,
        ),
    ),
    "post": Plan(
        (ORG.postIn,),
        (GHT.wording, ORG.heldBy, ORG.postIn),
        (Incoming("signed-as", GHT.capacity), Incoming("takes-part", GHT.actor)),
    ),
    "place": Plan(
        (),
        (RDFS.comment, IGEO.codeINSEE, GEO.lat, GEO.long, DCTERMS.isPartOf, DCTERMS.source),
        (
            Incoming("events-here", GHT.place, ("event",)),
            Incoming("organisations-here", GHT.place, _ORGANISATIONS),
            Incoming("ranked-in", GHT.area),
        ),
    ),
    "match": Plan(
        (GHT.entity, GHT.entry),
        (
            GHT.entity,
            GHT.entry,
            GHT.extract,
            GHT.confidence,
            GHT.method,
            DCTERMS.date,
            RDFS.comment,
        ),
    ),
    "note": Plan(
        (),
        (
            RDFS.comment,
            GHT.unsaid,
            GHT.absentWord,
            GHT.misprint,
            GHT.reading,
            GHT.exclusion,
            GHT.subject,
            GHT.document,
            OA.start,
            OA.end,
        ),
    ),
    "evidence": Plan(
        (),
        (OA.exact, OA.prefix, OA.suffix, OA.start, OA.end, PROV.wasQuotedFrom),
        (Incoming("proves", GHT.evidence, ("fact",)),),
    ),
    "graph": Plan(
        (),
        (
            GHT.layer,
            DCTERMS.date,
            DCTERMS.source,
            PROV.hadPrimarySource,
            DCTERMS.license,
            RDFS.comment,
            DCTERMS.description,
        ),
        (Incoming("searches-in", GHT.extract, ("match",)),),
    ),
}
"""The plans of simple kinds, most asked first; what a plan leaves out stands under the rest."""


def writer(kind: str) -> Callable[[PageBuilder], None]:
    """Return what writes the pages of a simple kind."""
    plan = PLANS[kind]

    def write(page: PageBuilder) -> None:
        rows = {predicate: page.take(predicate) for predicate in plan.rows}
        lead = [v for predicate in plan.lead for v in rows.get(predicate, ())]
        page.lead = concat(map(page.value, lead), " · ")
        first = lead or next(filter(None, rows.values()), [])
        page.summary.append(text(page.view, first, " · "))
        shown = {p: _picked(page, p, values) for p, values in rows.items()}
        said = [row for p, values in shown.items() for row in page.row(p, values, one=p in _ONE)]
        page.section(f"{kind}-said", said)
        for incoming in plan.incoming:
            found = page.in_order(page.take_from(incoming.predicate, *incoming.kinds))
            page.section(incoming.key, page.bullets(found), count=len(found))
        counts.numbers(page)
        counts.gaps(page)
        page.section("lists", counts.lists(page, page.take_from(GHT.subject, "list")))
        if kind != "note":
            cells.editors_notes(page)

    return write


def _picked(page: PageBuilder, predicate: NamedNode, values: list[Value]) -> list[Value]:
    if predicate not in (RDFS.comment, GHT.method, SKOS.definition, DCTERMS.description):
        return values
    own = page.view.language
    return [v for v in values if getattr(v.term, "language", None) == own] or values


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


def write_concept(page: PageBuilder) -> None:
    """Write the page: definition, uses, neighbours."""
    definitions = page.take(SKOS.definition)
    page.lead = markup(
        "{}{}", picked(page.view, definitions), concat(map(page.notes.proof, definitions[:1]))
    )
    uses: dict[str, Markup] = {}
    counts: dict[str, int] = {}
    for predicate, kind, key in _USES:
        found = page.in_order(page.take_from(predicate, kind))
        if found:
            uses[key] = markup("{}{}", uses.get(key, ""), page.bullets(found))
            counts[key] = counts.get(key, 0) + len(found)
    for key, written in uses.items():
        page.section(key, written, count=counts[key])
    page.section(
        "neighbours",
        page.rows(
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
    page.section(
        "concept-said",
        page.row("other-names", page.take(SKOS.altLabel)),
        page.rows(SKOS.scopeNote, SKOS.example, SKOS.note, SKOS.notation),
    )
    cells.editors_notes(page)


_write = writer("event")


def write_event(page: PageBuilder) -> None:
    """Write the page, those who signed right after what happened."""
    signatures = page.in_order(page.take_from(GHT.signing, "signature"))
    _write(page)
    table = agreement.signatories(page, signatures)
    before = len(page.sections)
    page.section("signatories", table, count=len(signatures))
    if len(page.sections) > before:
        page.sections.insert(min(1, before), page.sections.pop())


def write_person(page: PageBuilder) -> None:
    """Write the page: role, act, date; nothing of today."""
    signatures = page.in_order(page.take_from(GHT.signatory, "signature"))
    posts = page.in_order(page.take_from(ORG.heldBy, "post"))
    page.mirrored(ORG.holds, terms(posts))
    page.lead = concat((as_written(page, post) for post in posts), " · ")
    rows = []
    for signature in signatures:
        properties = page.properties_of(signature.term)
        signings = of(properties, GHT.signing)
        about = [v for s in signings for v in of(page.properties_of(s.term), GHT.subject)]
        when = [date(page, page.properties_of(s.term)) for s in signings]
        capacity = [as_written(page, post) for post in of(properties, GHT.capacity)]
        rows.append(
            (
                page.cell(about or signings),
                joined(*when),
                joined(*capacity),
                page.cell(of(properties, GHT.principal)),
                page.to(signature),
            )
        )
    head = heads(page, "agreement", "signed", "in-capacity", "on-behalf", "signature-page")
    page.section("signed-by", without_empty(Table(head, rows)), count=len(rows))
    held = [
        (as_written(page, post), page.cell(of(page.properties_of(post.term), ORG.postIn)))
        for post in posts
    ]
    note = markup('<p class="soft">{}</p>', page.say("people-note")) if posts else NOTHING
    page.section("posts", Table(heads(page, "post", "post-in"), held), note)
    page.section("quoted", page.bullets(page.take_from(GHT.claimant)))
    page.section("takes-part", page.bullets(page.take_from(GHT.actor)))
    page.section("names", page.rows(GHT.nameForm))
    cells.editors_notes(page)
