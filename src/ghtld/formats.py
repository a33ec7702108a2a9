"""The one table of formats: name, media type, suffix, and what the engine calls them."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import IO, TYPE_CHECKING, cast

from pyoxigraph import Quad, QueryResultsFormat, RdfFormat, Triple, serialize

from ghtld.json_ld import TypedOutput

if TYPE_CHECKING:
    from ghtld.json_ld import Output


@dataclass(frozen=True, eq=False)
class Format:
    """One way to write a graph, the rows of an answer, or a page; each exists once.

    ``media_types`` holds the canonical type first; ``rdf`` is the engine's format of a graph and
    ``results`` its format of rows; a page has neither. ``synonyms`` are what other servers and
    their clients call it beside its name, suffix and types; ``suffixes`` the further ones that lead
    to a document in it.
    """

    name: str
    label: str
    suffix: str
    media_types: tuple[str, ...]
    rdf: RdfFormat | None = None
    results: QueryResultsFormat | None = None
    synonyms: tuple[str, ...] = ()
    suffixes: tuple[str, ...] = ()

    @property
    def media_type(self) -> str:
        """Return the canonical media type, without parameters."""
        return self.media_types[0]

    @property
    def content_type(self) -> str:
        """Return the value of the ``Content-Type`` header."""
        if self.media_type.startswith("text/"):
            return f"{self.media_type}; charset=utf-8"
        return self.media_type

    @cached_property
    def names(self) -> frozenset[str]:
        """Return whatever it is called: ``rdf+xml`` too is ``application/rdf+xml``."""
        short = self.media_type.partition("/")[2]
        own = (self.name, self.suffix, short)
        return frozenset((*own, *self.suffixes, *self.media_types, *self.synonyms))


HTML = Format(
    "html",
    "HTML",
    "html",
    ("text/html", "application/xhtml+xml"),
    synonyms=("htm", "xhtml"),
)
TURTLE = Format(
    "turtle",
    "Turtle",
    "ttl",
    # Turtle is N3: who wants N3 can read it.
    ("text/turtle", "application/x-turtle", "application/turtle", "text/n3", "text/rdf+n3"),
    RdfFormat.TURTLE,
    suffixes=("n3",),
)
JSON_LD = Format(
    "json-ld",
    "JSON-LD",
    "jsonld",
    ("application/ld+json", "application/json", "application/x-json+ld"),
    RdfFormat.JSON_LD,
    suffixes=("json",),
)
N_TRIPLES = Format(
    "n-triples",
    "N-Triples",
    "nt",
    ("application/n-triples", "text/plain"),
    RdfFormat.N_TRIPLES,
    synonyms=("ntriples",),
)
RDF_XML = Format(
    "rdf-xml",
    "RDF/XML",
    "rdf",
    ("application/rdf+xml", "application/xml", "text/xml"),
    RdfFormat.RDF_XML,
    synonyms=("rdfxml", "rdf/xml"),
    suffixes=("xml", "owl"),
)
TRIG = Format("trig", "TriG", "trig", ("application/trig", "application/x-trig"), RdfFormat.TRIG)
N_QUADS = Format(
    "n-quads",
    "N-Quads",
    "nq",
    ("application/n-quads", "text/x-nquads"),
    RdfFormat.N_QUADS,
    synonyms=("nquads",),
)

RESULTS_JSON = Format(
    "json",
    "JSON",
    "json",
    ("application/sparql-results+json", "application/json"),
    results=QueryResultsFormat.JSON,
    synonyms=("srj", "sparql-json"),
)
RESULTS_XML = Format(
    "xml",
    "XML",
    "xml",
    ("application/sparql-results+xml", "application/xml", "text/xml"),
    results=QueryResultsFormat.XML,
    synonyms=("srx", "sparql-xml"),
)
CSV = Format("csv", "CSV", "csv", ("text/csv",), results=QueryResultsFormat.CSV)
TSV = Format("tsv", "TSV", "tsv", ("text/tab-separated-values",), results=QueryResultsFormat.TSV)

GRAPH_FORMATS = (TURTLE, JSON_LD, N_TRIPLES, RDF_XML)
"""Formats of one graph: what the edition and a thing's description are written in."""
DATASET_FORMATS = (TRIG, N_QUADS)
"""Formats that keep the named graphs, and with them the layers."""
RDF_FORMATS = GRAPH_FORMATS + DATASET_FORMATS
RESULT_FORMATS = (RESULTS_JSON, RESULTS_XML, CSV, TSV)
"""Formats of the rows of a SELECT and of the yes or no of an ASK."""
ALL = (HTML, *RDF_FORMATS, CSV)
"""Formats of documents."""

BY_SUFFIX = {fmt.suffix: fmt for fmt in ALL}
BY_ANY_SUFFIX = {suffix: fmt for fmt in ALL for suffix in (fmt.suffix, *fmt.suffixes)}
"""Formats of documents by every suffix that leads to them."""
BY_MEDIA_TYPE = {media_type: fmt for fmt in ALL for media_type in fmt.media_types}


def called(names: Iterable[str], offers: Iterable[Format]) -> Format | None:
    """Return the offer that the first of ``names`` that fits any calls, in whatever case.

    ``xml`` is RDF/XML among graphs and SPARQL's own among rows: the offers decide. A name that
    fits none counts for nothing.
    """
    among = tuple(offers)
    for name in names:
        # A plus sign in an address that was not escaped is read as a blank.
        written = name.partition(";")[0].strip().lower().replace(" ", "+")
        for offer in among:
            if written in offer.names:
                return offer
    return None


def encode(
    statements: Iterable[Quad] | Iterable[Triple],
    rdf: RdfFormat,
    prefixes: dict[str, str] | None = None,
) -> bytes:
    """Return ``statements`` as the engine writes them, in the order given."""
    buffer = io.BytesIO()
    write(statements, buffer, rdf, prefixes)
    return buffer.getvalue()


def write(
    statements: Iterable[Quad] | Iterable[Triple],
    output: Output,
    rdf: RdfFormat,
    prefixes: dict[str, str] | None = None,
) -> None:
    """Write ``statements`` to a binary stream, in the order given; JSON-LD with ``@type``."""
    if rdf != RdfFormat.JSON_LD:
        serialize(statements, cast(IO[bytes], output), rdf, prefixes=prefixes)
        return
    typed = TypedOutput(output)
    serialize(statements, cast(IO[bytes], typed), rdf, prefixes=prefixes)
    typed.close()
