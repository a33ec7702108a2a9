"""What is known from elsewhere and does not go without saying beside the documents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from ghtld import iris
from ghtld.terms import DCTERMS, GHT, LAYER, PREFIXES, RDFS, Namespace
from ghtld.web.graph import holders as graphs_of
from ghtld.web.graph import literals, pairs, subjects
from ghtld.web.pictures.evidence import (
    all_named,
    documents,
    external_graphs,
    holders,
    in_own_words,
    named,
    nodes,
    of_class,
    once,
    proof,
    spoken,
    stated_literals,
    stated_nodes,
)
from ghtld.web.pictures.figure import DrawingContext
from ghtld.web.site import Site
from ghtld.web.tables.table import Row, Value, Values


def known_elsewhere(ctx: DrawingContext) -> Iterator[Row]:
    """Yield what another source says otherwise, later, or where a document is silent."""
    for graph in external_graphs(ctx.view.site):
        asked = f"SELECT DISTINCT ?x WHERE {{ GRAPH {graph} {{ ?x a ?class }} }} ORDER BY ?x"
        for one in nodes(ctx.view.site, asked):
            row = _row(ctx, graph, one)
            if row is not None:
                yield row


def _row(ctx: DrawingContext, graph: NamedNode, one: NamedNode) -> Row | None:
    view, site = ctx.view, ctx.view.site
    comments = in_own_words(view, stated_literals(site, one, RDFS.comment, graph), "soft")
    facts, silences = _beside(ctx, graph, one)
    if not (comments or facts or silences):
        return None
    forms = (spoken(view, form) for form in stated_literals(site, one, GHT.nameForm, graph))
    dates = (spoken(view, day) for day in stated_literals(site, one, GHT.date, graph))
    said: Values = (*proof(view, facts), *(p for note in silences for p in _silence(ctx, note)))
    sources = [*facts, *silences]
    return Row(
        (
            (named(view, one),),
            said,
            (*dates, *forms, *comments),
            (*documents(view, facts), *_noted(ctx, silences), *documents(view, [graph])),
            all_named(ctx.view, (graph, *sources)),
        ),
        outside=True,
    )


def _beside(
    ctx: DrawingContext, graph: NamedNode, one: NamedNode
) -> tuple[list[NamedNode], list[NamedNode]]:
    """Return the facts that speak of the same matter, and the notes that it is not spoken of."""
    site = ctx.view.site
    facts: list[NamedNode] = []
    silences: list[NamedNode] = []
    if stated_literals(site, one, GHT.nameForm, graph):
        facts += holders(site, one, GHT.nameForm)
    for subject in stated_nodes(site, one, GHT.subject, graph):
        for actor in stated_nodes(site, one, GHT.actor, graph):
            facts += holders(site, subject, GHT.member, actor)
        if stated_literals(site, one, GHT.date, graph):
            silences += _undated(ctx, subject)
    return once(fact for fact in facts if iris.is_fact(fact.value)), silences


def _undated(ctx: DrawingContext, subject: NamedNode) -> list[NamedNode]:
    return nodes(
        ctx.view.site,
        f"""SELECT DISTINCT ?note WHERE {{ GRAPH graph:edition {{
            ?note a ght:Silence ; ght:subject {subject} ; ght:unsaid ght:date }} }}
        ORDER BY ?note""",
    )


def _silence(ctx: DrawingContext, note: NamedNode) -> Values:
    return in_own_words(ctx.view, stated_literals(ctx.view.site, note, RDFS.comment), "soft")


def _noted(ctx: DrawingContext, notes: list[NamedNode]) -> Values:
    found = (d for note in notes for d in stated_nodes(ctx.view.site, note, GHT.document))
    return all_named(ctx.view, dict.fromkeys(found))


_CLOSED = Namespace(PREFIXES["state"]).inactif


def categories(ctx: DrawingContext) -> Iterator[Row]:
    """Yield the establishments that an extract calls otherwise than the document does."""
    site, view = ctx.view.site, ctx.view
    for match, entity, entry in _matches(ctx):
        kinds = stated_nodes(site, entity, GHT.statedKind)
        found = [
            (graph, said)
            for graph in _extracts(site)
            if (said := stated_nodes(site, entry, GHT.category, graph))
            and not _called(ctx, kinds) & _called(ctx, said)
        ]
        if not kinds or not found:
            continue
        facts = once(f for kind in kinds for f in holders(site, entity, GHT.statedKind, kind))
        against = (
            part
            for graph, said in found
            for part in (*all_named(ctx.view, said), _dated(ctx, graph))
        )
        yield Row(
            (
                (named(view, entity),),
                (*all_named(ctx.view, kinds), *proof(view, facts)),
                (*against, named(view, entry)),
                documents(view, facts),
                all_named(ctx.view, (match, *(graph for graph, _ in found))),
            )
        )


@dataclass(frozen=True)
class _Compared:
    """A group of the edition beside what one extract lists as the same grouping."""

    group: NamedNode
    entry: NamedNode
    extract: NamedNode
    by: tuple[NamedNode, ...]
    """The match that says so, none where the national code does."""


def memberships(ctx: DrawingContext) -> Iterator[Row]:
    """Yield the members that only the document, or only the register, counts in a grouping."""
    site = ctx.view.site
    entries: dict[NamedNode, list[tuple[NamedNode, NamedNode]]] = {}
    for match, entity, entry in _matches(ctx):
        entries.setdefault(entity, []).append((entry, match))
    for pair in _groupings(ctx):
        listed = stated_nodes(site, pair.entry, GHT.registeredMember, pair.extract)
        stated = stated_nodes(site, pair.group, GHT.member)
        if not listed or not stated:
            continue
        for member in stated:
            own = [(e, m) for e, m in entries.get(member, ()) if _is_legal(site, e)]
            if own and not any(entry in listed for entry, _ in own):
                yield _left(ctx, pair, member, own)
        known = {entry for member in stated for entry, _ in entries.get(member, ())}
        for entry in listed:
            if entry not in known:
                yield _unnamed(ctx, pair, entry)


def _left(
    ctx: DrawingContext, pair: _Compared, member: NamedNode, own: list[tuple[NamedNode, NamedNode]]
) -> Row:
    """Return that a document counts a member which the register does not, or elsewhere."""
    site, view = ctx.view.site, ctx.view
    facts = holders(site, pair.group, GHT.member, member)
    elsewhere = once(
        group
        for entry, _ in own
        for group in subjects(site.store, GHT.registeredMember, entry, pair.extract)
    )
    said = Value(ctx.say("register-no-member"), style="soft")
    others = tuple(Value(ctx.say("register-elsewhere"), style="soft") for _ in elsewhere[:1])
    against = (said, named(view, pair.entry), *others, *all_named(ctx.view, elsewhere))
    return Row(
        (
            (named(view, member),),
            (named(view, pair.group), *proof(view, facts)),
            (*against, _dated(ctx, pair.extract)),
            documents(view, facts),
            all_named(ctx.view, (*pair.by, *(match for _, match in own), pair.extract)),
        )
    )


def _unnamed(ctx: DrawingContext, pair: _Compared, entry: NamedNode) -> Row:
    """Return that the register counts a member which no document is matched to."""
    view = ctx.view
    said = Value(ctx.say("register-not-named"), style="soft")
    return Row(
        (
            (named(view, entry),),
            (said, named(view, pair.group)),
            (
                Value(ctx.say("register-member"), style="soft"),
                named(view, pair.entry),
                _dated(ctx, pair.extract),
            ),
            (),
            all_named(ctx.view, (*pair.by, pair.extract)),
        ),
        outside=True,
    )


def _groupings(ctx: DrawingContext) -> Iterator[_Compared]:
    """Yield each group beside its entry in the newest extract that has groupings.

    A match says which it is, or else the national code does.
    """
    site = ctx.view.site
    by_match = {entry: (entity, match) for match, entity, entry in _matches(ctx)}
    for graph in reversed(_extracts(site)):
        said = pairs(site.store, GHT.ghtCode, graph)
        coded = {entry: code for entry, code in said if isinstance(entry, NamedNode)}
        for entry, code in sorted(coded.items(), key=str):
            if _CLOSED in stated_nodes(site, entry, GHT.state, graph):
                continue
            if entry in by_match:
                entity, match = by_match[entry]
                yield _Compared(entity, entry, graph, (match,))
            else:
                for group in _of_code(site, code):
                    yield _Compared(group, entry, graph, ())
        if coded:
            return


def _of_code(site: Site, code: object) -> list[NamedNode]:
    """Return the groups that another source gives a national code."""
    if not isinstance(code, Literal):
        return []
    registers = set(_extracts(site))
    return [
        node
        for node in subjects(site.store, GHT.ghtCode, code)
        if graphs_of(site.store, node, GHT.ghtCode, code) - registers
    ]


def _matches(ctx: DrawingContext) -> list[tuple[NamedNode, NamedNode, NamedNode]]:
    """Return each accepted match with its entity and entry."""
    site = ctx.view.site
    return [
        (match, entity, entry)
        for match in of_class(ctx.view.site, "RegisterMatch")
        for entity in stated_nodes(site, match, GHT.entity)
        for entry in stated_nodes(site, match, GHT.entry)
    ]


def _extracts(site: Site) -> list[NamedNode]:
    """Return the graphs of the register, the oldest first."""
    return subjects(site.store, GHT.layer, LAYER.registre)


def _is_legal(site: Site, entry: NamedNode) -> bool:
    return bool(graphs_of(site.store, entry, None, GHT.RegisteredLegalEntity))


def _dated(ctx: DrawingContext, graph: NamedNode) -> Value:
    """Return the date of an extract, which leads to it."""
    dates = literals(ctx.view.site.store, graph, DCTERMS.date)
    words = next((spoken(ctx.view, date).value for date in dates), "")
    text = ctx.say("register-on", date=words) if words else ctx.name(graph)
    return Value(text, ctx.view.language, graph.value, "soft")


def _called(ctx: DrawingContext, concepts: Iterable[NamedNode]) -> set[str]:
    labels = (label for one in concepts for label in ctx.view.site.labels(one))
    return {label.value.casefold() for label in labels if label.language == "fr"}
