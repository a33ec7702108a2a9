"""The one table of formats: name, media type, suffix, and what the engine calls them."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, cast

from pyoxigraph import Quad, QueryResultsFormat, RdfFormat, Triple, serialize

from ghtld.json_ld import TypedOutput

if TYPE_CHECKING:
    from ghtld.json_ld import Output


@dataclass(frozen=True, eq=False)
class Format:
    """One way to write a graph, the rows of an answer, or a page; each exists once.

    ``media_types`` holds the canonical type first; ``rdf`` is the engine's format of a graph and
    ``results`` its format of rows; a page has neither.
    """

    name: str
    label: str
    suffix: str
    media_types: tuple[str, ...]
    rdf: RdfFormat | None = None
    results: QueryResultsFormat | None = None

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


HTML = Format("html", "HTML", "html", ("text/html", "application/xhtml+xml"))
TURTLE = Format(
    "turtle", "Turtle", "ttl", ("text/turtle", "application/x-turtle"), RdfFormat.TURTLE
)
JSON_LD = Format(
    "json-ld",
    "JSON-LD",
    "jsonld",
    ("application/ld+json", "application/json"),
    RdfFormat.JSON_LD,
)
N_TRIPLES = Format(
    "n-triples", "N-Triples", "nt", ("application/n-triples", "text/plain"), RdfFormat.N_TRIPLES
)
RDF_XML = Format("rdf-xml", "RDF/XML", "rdf", ("application/rdf+xml",), RdfFormat.RDF_XML)
TRIG = Format("trig", "TriG", "trig", ("application/trig", "application/x-trig"), RdfFormat.TRIG)
N_QUADS = Format(
    "n-quads", "N-Quads", "nq", ("application/n-quads", "text/x-nquads"), RdfFormat.N_QUADS
)

RESULTS_JSON = Format(
    "json",
    "JSON",
    "json",
    ("application/sparql-results+json", "application/json"),
    results=QueryResultsFormat.JSON,
)
RESULTS_XML = Format(
    "xml",
    "XML",
    "xml",
    ("application/sparql-results+xml", "application/xml", "text/xml"),
    results=QueryResultsFormat.XML,
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
BY_MEDIA_TYPE = {media_type: fmt for fmt in ALL for media_type in fmt.media_types}


def called(name: str, offers: Iterable[Format]) -> Format | None:
    """Return the offer that ``name`` names: by name, suffix or media type, in any case.

    ``rdf+xml`` is what some clients call ``application/rdf+xml``.
    """
    name = name.strip().lower().partition(";")[0].replace(" ", "+")
    for offer in offers:
        types = offer.media_types
        if name in (offer.name, offer.suffix, *types) or f"application/{name}" in types[:1]:
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
