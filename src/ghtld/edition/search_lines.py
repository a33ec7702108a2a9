"""What the search index reads of a register extract, from its lines: one thing after the other.

These are the rows that ``search_sources.statements`` finds of it in the store, but they come in the
order of things: a country need be neither looked up nor sorted.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from pyoxigraph import RdfFormat, parse

from ghtld import iris
from ghtld.edition.lifted import Lifted
from ghtld.edition.search_sources import FORMS, LABELS, LONGEST_TEXT, REST, TOLD
from ghtld.terms import GHT, RDF

_FIELDS = {
    str(predicate).encode(): field
    for field, predicates in (
        ("type", (RDF.type,)),
        *((str(rank), (predicate,)) for rank, predicate in enumerate(LABELS)),
        ("form", FORMS),
        ("rest", REST),
        ("told", TOLD),
        ("finess", (GHT.finessNumber,)),
    )
    for predicate in predicates
}
"""Properties to the fields of the index; of a label its rank, the language is yet to be read."""


def things(register: Lifted) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Yield each node of ours with fields and texts, sorted, each once."""
    end = -len(register.tail)
    for subject, lines in groupby(register.lines(), key=lambda line: line.partition(b" ")[0]):
        iri = subject[1:-1].decode()
        said: set[tuple[str, str]] = set()
        for line in lines:
            _, predicate, rest = line.split(b" ", 2)
            field = _FIELDS.get(predicate)
            if field is not None:
                said.update(_read(field, rest[:end]))
        if said and iris.read(iri):
            yield iri, sorted(said)


def _read(field: str, written: bytes) -> Iterator[tuple[str, str]]:
    if field == "type" or (field == "told" and written.startswith(b"<")):
        yield field, written[1:-1].decode()
    elif field != "told" and written.startswith(b'"'):
        text, language = _literal(written)
        if field.isdigit():
            yield f"label-{language or 'fr'}-{field}", text
        else:
            yield field, text if field == "finess" else text[:LONGEST_TEXT]


def _literal(written: bytes) -> tuple[str, str | None]:
    """Return text and language of a literal."""
    if b"\\" in written:
        [quad] = parse(b"<a:a> <a:a> " + written + b" .", format=RdfFormat.N_QUADS)
        return quad.object.value, getattr(quad.object, "language", None)
    text, _, rest = written[1:].rpartition(b'"')
    return text.decode(), rest[1:].decode() if rest.startswith(b"@") else None
