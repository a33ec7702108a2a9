"""Write the dumps: the same triples give the same bytes, whatever the machine or the day.

N-Quads and TriG hold every layer in its graphs; Turtle, N-Triples, JSON-LD and RDF/XML hold the
edition, flattened. ``evidence.nt`` ties each flattened statement to the facts that say it, by
``rdf:Statement`` nodes at ``id/fact/000-05#statement-1``, each ``dcterms:isPartOf`` its fact.
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from pyoxigraph import NamedNode, Quad, RdfFormat, Triple

from ghtld import formats
from ghtld.edition import layers
from ghtld.release import File, Release
from ghtld.terms import DCTERMS, PREFIXES, RDF


def edition(quads: Iterable[Quad]) -> list[Triple]:
    """Return the triples of the edition's layers, each once, sorted."""
    chosen = (
        quad
        for quad in quads
        if isinstance(quad.graph_name, NamedNode)
        and layers.layer_of(quad.graph_name.value) in layers.EDITION
    )
    return sorted({quad.triple for quad in chosen}, key=str)


def canonical(quads: Iterable[Quad]) -> bytes:
    """Return the sorted N-Quads of ``quads``: their SHA-256 identifies a release."""
    lines = formats.encode(quads, RdfFormat.N_QUADS).splitlines(keepends=True)
    return b"".join(sorted(lines))


def dump(fmt: formats.Format, quads: list[Quad], triples: list[Triple]) -> bytes:
    """Return one dump: every layer in a data set format, the edition in a graph format."""
    if fmt is formats.N_QUADS:
        return canonical(quads)
    statements: list[Quad] | list[Triple] = (
        sorted(quads, key=lambda q: (str(q.graph_name), str(q)))
        if fmt in formats.DATASET_FORMATS
        else triples
    )
    if fmt.rdf is None:
        raise ValueError(f"not a format of data: {fmt.name}")
    return formats.encode(statements, fmt.rdf, _prefixes(fmt))


def _prefixes(fmt: formats.Format) -> dict[str, str] | None:
    return None if fmt is formats.N_TRIPLES else PREFIXES


def evidence(quads: Iterable[Quad]) -> bytes:
    """Return the N-Triples that reify each statement of each fact, tied to the fact."""
    facts = sorted(
        (q for q in quads if layers.layer_of(str(q.graph_name)[1:-1]) == layers.SOURCE),
        key=lambda q: (str(q.graph_name), str(q)),
    )
    return formats.encode(_statements(facts), RdfFormat.N_TRIPLES)


def _statements(facts: list[Quad]) -> Iterator[Triple]:
    rank: dict[str, int] = {}
    for quad in facts:
        if not isinstance(quad.graph_name, NamedNode):
            continue
        fact = quad.graph_name
        rank[fact.value] = rank.get(fact.value, 0) + 1
        statement = NamedNode(f"{fact.value}#statement-{rank[fact.value]}")
        yield Triple(statement, RDF.type, RDF.Statement)
        yield Triple(statement, RDF.subject, quad.subject)
        yield Triple(statement, RDF.predicate, quad.predicate)
        yield Triple(statement, RDF.object, quad.object)
        yield Triple(statement, DCTERMS.isPartOf, fact)


def write_all(release: Release, quads: list[Quad], triples: list[Triple]) -> dict[str, File]:
    """Write every dump, plain and gzipped, and their checksums; return what was written."""
    release.dumps.mkdir()
    written: dict[str, File] = {}
    for fmt in formats.RDF_FORMATS:
        path = release.dumps / f"ghtld.{fmt.suffix}"
        written |= _write_both(release, path, dump(fmt, quads, triples), fmt.media_type)
    written |= _write_both(release, release.evidence, evidence(quads), formats.N_TRIPLES.media_type)
    sums = "".join(
        f"{file.sha256}  {path.removeprefix('dumps/')}\n" for path, file in sorted(written.items())
    )
    written |= write(release, release.checksums, sums.encode(), "text/plain")
    return written


def _write_both(release: Release, path: Path, content: bytes, media_type: str) -> dict[str, File]:
    packed = gzip.compress(content, compresslevel=9, mtime=0)
    zipped = path.with_name(path.name + ".gz")
    return write(release, path, content, media_type) | write(
        release, zipped, packed, "application/gzip"
    )


def write(release: Release, path: Path, content: bytes, media_type: str) -> dict[str, File]:
    """Write one file of a release; return its entry for the manifest."""
    path.write_bytes(content)
    name = path.relative_to(release.path).as_posix()
    return {name: File(len(content), hashlib.sha256(content).hexdigest(), media_type)}
