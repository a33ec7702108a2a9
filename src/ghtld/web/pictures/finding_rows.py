"""Discrepancies and open questions: what the release itself says is uncertain, in groups."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from pyoxigraph import Literal, NamedNode

from ghtld import iris
from ghtld.terms import GHT, RDFS
from ghtld.web.pages.quotations import words_of
from ghtld.web.pictures.evidence import (
    STATUS,
    documents,
    holders,
    in_own_words,
    named,
    nodes,
    note_documents,
    proof,
    said_nodes,
    said_words,
    spoken,
)
from ghtld.web.pictures.figure import Pen
from ghtld.web.pictures.table import Cell, Part, Row

_UNRESOLVED = (STATUS["non-resolu"], STATUS["non-dit"])


def of_class(pen: Pen, name: str) -> list[NamedNode]:
    """Return the things of a class of ours in the edition."""
    asked = f"SELECT DISTINCT ?x WHERE {{ GRAPH graph:edition {{ ?x a ght:{name} }} }} ORDER BY ?x"
    return nodes(pen.view.site, asked)


def all_named(pen: Pen, several: Iterable[NamedNode]) -> Cell:
    """Return the names of things."""
    return tuple(named(pen.view, one) for one in several)


def counted(pen: Pen) -> Iterator[Row]:
    """Yield the lists whose announced number is not the number of what they name."""
    site, view = pen.view.site, pen.view
    for one in of_class(pen, "Discrepancy"):
        lists = said_nodes(site, one, GHT.list)
        figures = [f for listed in lists for f in said_nodes(site, listed, GHT.statedFigure)]
        stating = [fact for f in figures for fact in holders(site, f, GHT.value)]
        listing = once(f for listed in lists for f in holders(site, listed, GHT.item))
        stated, listed = (
            tuple(spoken(view, number) for number in said_words(site, one, count))
            for count in (GHT.statedCount, GHT.listedCount)
        )
        yield Row(
            (
                all_named(pen, lists),
                (*_labelled(pen, "stated-count", stated), *proof(view, stating)),
                (*_labelled(pen, "listed-count", listed), *proof(view, listing)),
                documents(view, once([*stating, *listing])),
                (named(view, one),),
            )
        )


def _labelled(pen: Pen, key: str, numbers: Cell) -> Cell:
    return tuple(Part(pen.say(key, count=number.text)) for number in numbers)


def once(several: Iterable[NamedNode]) -> list[NamedNode]:
    """Return things in their order, each once."""
    return list(dict.fromkeys(several))


def ambiguous(pen: Pen) -> Iterator[Row]:
    """Yield the facts whose words can be read in more than one way."""
    site, view = pen.view.site, pen.view
    asked = "SELECT DISTINCT ?f WHERE { GRAPH graph:edition { ?f ght:ambiguity ?a } } ORDER BY ?f"
    for fact in nodes(site, asked):
        subjects = {quad.subject for quad in site.store.quads_for_pattern(None, None, None, fact)}
        about = sorted((s for s in subjects if isinstance(s, NamedNode)), key=str)
        quotes = _quotes(fact, words_of(site, fact).quotes)
        explained = in_own_words(view, said_words(site, fact, GHT.ambiguity))
        yield Row(
            (
                all_named(pen, about[:3]),
                quotes,
                explained,
                documents(view, [fact]),
                (named(view, fact),),
            )
        )


def _quotes(fact: NamedNode, words: Iterable[Literal]) -> Cell:
    return tuple(Part(quote.value, quote.language or "fr", style="quote") for quote in words)


def misprinted(pen: Pen) -> Iterator[Row]:
    """Yield what is misprinted, and how the editors read it."""
    site, view = pen.view.site, pen.view
    for note in of_class(pen, "Misprint"):
        printed = _quotes(note, said_words(site, note, GHT.misprint))
        reading = _quotes(note, said_words(site, note, GHT.reading))
        comments = in_own_words(view, said_words(site, note, RDFS.comment), "soft")
        yield _noted(pen, note, printed, (*reading, *comments))


def silent(pen: Pen) -> Iterator[Row]:
    """Yield what documents are checked not to say."""
    site, view = pen.view.site, pen.view
    for note in of_class(pen, "Silence"):
        unsaid = all_named(pen, said_nodes(site, note, GHT.unsaid))
        yield _noted(pen, note, unsaid, in_own_words(view, said_words(site, note, RDFS.comment)))


def _noted(pen: Pen, note: NamedNode, said: Cell, against: Cell) -> Row:
    view = pen.view
    about = all_named(pen, said_nodes(view.site, note, GHT.subject))
    return Row((about, said, against, note_documents(view, note), (named(view, note),)))


def not_found(pen: Pen) -> Iterator[Row]:
    """Yield what was looked for in a register and not found."""
    site, view = pen.view.site, pen.view
    for search in of_class(pen, "FailedSearch"):
        entities = said_nodes(site, search, GHT.entity)
        facts = once(f for one in entities for f in holders(site, one, GHT.nameForm) if _fact(f))
        explained = in_own_words(view, said_words(site, search, RDFS.comment))
        how = in_own_words(view, said_words(site, search, GHT.method), "soft")
        yield Row(
            (
                all_named(pen, entities),
                proof(view, facts),
                (*explained, *how),
                documents(view, facts),
                all_named(pen, (search, *said_nodes(site, search, GHT.extract))),
            )
        )


def _fact(graph: NamedNode) -> bool:
    thing = iris.read(graph.value)
    return thing is not None and thing.kind == "fact"


def unresolved(pen: Pen) -> Iterator[Row]:
    """Yield what has a state that the documents leave open."""
    site, view = pen.view.site, pen.view
    for status in _UNRESOLVED:
        asked = f"""SELECT DISTINCT ?x WHERE {{
            GRAPH graph:edition {{ ?x ght:status {status} }} }} ORDER BY ?x"""
        for one in nodes(site, asked):
            facts = holders(site, one, GHT.status, status)
            state = (named(view, status),)
            about = (named(view, one),)
            quotes = tuple(part for part in proof(view, facts) if part.style == "quote")
            yield Row((about, quotes, state, documents(view, facts), all_named(pen, facts)))


Finder = Callable[[Pen], Iterator[Row]]
