"""The pages of the release itself: vocabulary, shapes, data set, dumps."""

from __future__ import annotations

import mimetypes
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import (
    CanonicalizationAlgorithm,
    Dataset,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    RdfFormat,
    Triple,
    parse,
)
from werkzeug.urls import iri_to_uri

from ghtld import iris
from ghtld.formats import ALL, BY_ANY_SUFFIX, CSV, DATASET_FORMATS, TURTLE, Format
from ghtld.terms import DCTERMS, FOREIGN, GHT, OWL, RDF, SPDX, VOID
from ghtld.ui.problems import NOT_FOUND, Problem, ProblemRaised
from ghtld.web import graph
from ghtld.web.graph import Term
from ghtld.web.http import assets
from ghtld.web.kinds import resource
from ghtld.web.pages import json_ld, rdf, vocabulary
from ghtld.web.pages.dataset import description, licence
from ghtld.web.pages.description import describe
from ghtld.web.pages.reply import Document, Reply, split_suffix
from ghtld.web.pages.request import Request
from ghtld.web.pages.view import View, render
from ghtld.web.reference import dumps
from ghtld.web.reference import shapes as constraints
from ghtld.web.site import Site, Text, in_language
from ghtld.web.tables import statement_table


def definitions(site: Site, request: Request, suffix: str | None = None) -> Reply:
    """Answer ``/def`` and ``/def.{suffix}``: the vocabulary."""
    return _definitions(site, request, "def", suffix)


def definitions_of_version(site: Site, request: Request, name: str) -> Reply:
    """Answer ``/def/{version}``, the vocabulary of that version, or a part of the vocabulary."""
    for version in _versions(site):
        suffix = name.removeprefix(version)
        if name == version or (suffix.startswith(".") and name.startswith(version)):
            return _definitions(site, request, f"def/{version}", suffix.removeprefix(".") or None)
    stem, dot, suffix = name.rpartition(".")
    fmt = BY_ANY_SUFFIX.get(suffix) if dot else None
    part = _part(stem if fmt else name)
    if part is None or not site.mentions(part):
        versions = {"asked": name, "versions": ", ".join(sorted(_versions(site)))}
        raise ProblemRaised(Problem(404, "error-404-version", versions))
    return resource.of_node(request, request.view(site), part, fmt)


def _part(name: str) -> NamedNode | None:
    """Return the part of the vocabulary of this name, None where it can be no IRI's."""
    try:
        return NamedNode(iri_to_uri(f"{iris.DEF}/{name}"))
    except ValueError:
        return None


def _versions(site: Site) -> set[str]:
    ontology = NamedNode(iris.DEF)
    found = {site.manifest.version}
    for quad in graph.outgoing(site.store, ontology, vocabulary.VOCABULARY):
        if quad.predicate == OWL.versionInfo and isinstance(quad.object, Literal):
            found.add(quad.object.value)
        if quad.predicate == OWL.versionIRI and isinstance(quad.object, NamedNode):
            found.add(quad.object.value.rpartition("/")[2])
    return found


def _definitions(site: Site, request: Request, path: str, suffix: str | None) -> Reply:
    def page(view: View, document: Document) -> str:
        return render(
            view,
            "vocabulary.html",
            groups=vocabulary.groups(view),
            iri=iris.DEF,
            links=document.links(view),
            versions=sorted(_versions(view.site)),
        )

    return _file(site, request, (path, suffix), site.release.vocabulary, page)


def shapes(site: Site, request: Request, suffix: str | None = None) -> Reply:
    """Answer ``/shapes`` and ``/shapes.{suffix}``: what an edition must satisfy."""

    def page(view: View, document: Document) -> str:
        entries = constraints.shapes(view)
        links = document.links(view)
        said = {"groups": constraints.groups(view), "prefixes": constraints.prefixes(view)}
        return render(view, "shapes.html", shapes=entries, iri=iris.SHAPES, links=links, **said)

    return _file(site, request, ("shapes", suffix), site.release.shapes, page)


def dataset(site: Site, request: Request, suffix: str | None = None) -> Reply:
    """Answer ``/dataset`` and ``/dataset.{suffix}``: VoID and DCAT, with counts for people."""
    return _file(site, request, ("dataset", suffix), site.release.dataset, _dataset_page)


def _dataset_page(view: View, document: Document) -> str:
    manifest = view.site.manifest
    title = manifest.title_fr if view.language == "fr" else manifest.title_en
    return render(
        view,
        "dataset.html",
        title=title,
        about=describe(view.site, NamedNode(iris.DATASET)),
        counts=[(_counted(view, name), count) for name, count in sorted(manifest.counts.items())],
        links=document.links(view),
        parts=groups(view),
        licence=licence(view.site),
        json_ld=json_ld.of_dataset(view),
    )


def _counted(view: View, name: str) -> Text:
    return view.label(VOID.triples if name == "triples" else GHT[name])


def _file(
    site: Site,
    request: Request,
    address: tuple[str, str | None],
    file: Path,
    page: Callable[[View, Document], str],
) -> Reply:
    """Answer with a Turtle file of the release, in the format asked for, or with its page.

    ``address`` is the path of the document and the suffix asked for.
    """
    path, suffix = address
    text = site.files.text(file)
    if text is None:
        raise ProblemRaised(Problem(503, "dump-gone") if site.files.is_damaged(file) else NOT_FOUND)
    view = request.view(site)
    fmt = split_suffix(f".{suffix}")[1] if suffix else None
    dialect = request.parameters.get("dialect", "")
    document = Document(
        path, ALL, lambda: page(view, document), lambda fmt: _data(view, path, text, fmt, dialect)
    )
    return document.reply(request, view, fmt)


def _data(view: View, path: str, text: bytes, fmt: Format, dialect: str) -> bytes:
    if fmt is TURTLE:
        return text
    triples = view.site.remembered(("read", path), lambda: _read(text))
    home = _HOMES.get(path.partition("/")[0])
    if fmt in DATASET_FORMATS:
        graph = home or DefaultGraph()
        held = [Quad(t.subject, t.predicate, t.object, graph) for t in triples]
        return rdf.write_quads(held, fmt)
    if fmt is CSV:
        graphs = dict.fromkeys(triples, [home] if home else [])
        rows = statement_table.rows_of(view, NamedNode(iris.BASE + path), graphs)
        return statement_table.as_file(rows, dialect)
    return rdf.write_triples(triples, fmt)


def _read(text: bytes) -> list[Triple]:
    """Return the statements of a Turtle file, sorted; blank nodes get the same names every time."""
    read = Dataset(parse(text, format=RdfFormat.TURTLE))
    read.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return sorted((quad.triple for quad in read), key=str)


_HOMES = {"def": vocabulary.VOCABULARY, "dataset": iris.graph("dataset")}
"""The graphs that hold what a document of the release says; no graph holds the shapes."""


def dump(site: Site, request: Request, name: str) -> Reply:
    """Answer ``/dumps/{name}`` where there is no such file, or none that is whole."""
    dumps.find(site, name)
    raise ProblemRaised(NOT_FOUND)


def has_definitions(site: Site, name: str) -> bool:
    """Tell whether ``/def/{name}`` answers."""
    stem, dot, suffix = name.rpartition(".")
    if dot and suffix in BY_ANY_SUFFIX and name not in _versions(site):
        name = stem
    part = _part(name)
    return name in _versions(site) or (part is not None and site.mentions(part))


def has_suffix(site: Site, suffix: str) -> bool:
    """Tell whether a document of the release has a form with ``suffix``."""
    return suffix in BY_ANY_SUFFIX


_WITHIN = f"{iris.DATASET}#"
_CLASS = VOID["class"]
_NAMING = (_CLASS, GHT.layer, DCTERMS.title, NamedNode(FOREIGN["foaf"] + "name"))
_SAID_ABOVE = (RDF.type, DCTERMS.license, DCTERMS.issued)
"""What every part says like the whole."""
Described = dict[NamedNode, list[Term]]


@dataclass(frozen=True)
class Part:
    """A part: its anchor, what it is called, what else is said of it; of a file, its checksum.

    ``checksum`` is the anchor and the value of the node of the checksum, which lies in the part.
    """

    anchor: str
    name: Term
    said: Sequence[tuple[NamedNode, Sequence[Term]]]
    checksum: tuple[str, str] | None = None


def groups(view: View) -> list[tuple[str, list[Part]]]:
    """Return the parts by what they are: counted classes, layers, files and ways in."""
    held = view.site.derived(_described_nodes)
    found: dict[str, list[Part]] = {"by-class": [], "by-layer": [], "access": []}
    for node in sorted(held, key=lambda node: node.value):
        said = held[node]
        if SPDX.checksumValue not in said:
            sort = "by-class" if _CLASS in said else "by-layer" if GHT.layer in said else "access"
            found[sort].append(_described_part(view, node, held))
    return [(f"dataset-{sort}", parts) for sort, parts in found.items() if parts]


def _described_nodes(site: Site) -> dict[NamedNode, Described]:
    """Return what the description says of each node that lies in it."""
    held: dict[NamedNode, Described] = {}
    for quad in site.derived(description):
        node = quad.subject
        if isinstance(node, NamedNode) and node.value.startswith(_WITHIN):
            held.setdefault(node, {}).setdefault(quad.predicate, []).append(quad.object)
    return held


def _described_part(view: View, node: NamedNode, held: Mapping[NamedNode, Described]) -> Part:
    said, anchor = held[node], node.value.removeprefix(_WITHIN)
    naming = next((predicate for predicate in _NAMING if predicate in said), None)
    return Part(
        anchor,
        _name(said[naming], view.language) if naming else Literal(anchor),
        [
            (predicate, sorted(said[predicate], key=str))
            for predicate in sorted(said, key=str)
            if predicate not in (naming, SPDX.checksum, *_SAID_ABOVE)
        ],
        next(_checksums(said, held), None),
    )


def _name(values: Sequence[Term], language: str) -> Term:
    words = in_language((value for value in values if isinstance(value, Literal)), language)
    return values[0] if words is None else Literal(words.value)


def _checksums(said: Described, held: Mapping[NamedNode, Described]) -> Iterator[tuple[str, str]]:
    for node in said.get(SPDX.checksum, ()):
        if isinstance(node, NamedNode) and node in held:
            for value in held[node].get(SPDX.checksumValue, ()):
                if isinstance(value, Literal):
                    yield node.value.removeprefix(_WITHIN), value.value


_FOR_EVER = "public, max-age=31536000, immutable"


def asset(site: Site, request: Request, name: str) -> Reply:
    """Answer ``/static/{name}``."""
    found = assets.find(name)
    if found is None:
        raise ProblemRaised(NOT_FOUND)
    path, lasting = found
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    textual = kind.startswith("text/") or kind.endswith(("javascript", "json", "xml"))
    reply = Reply(f"{kind}; charset=utf-8" if textual else kind, path.read_bytes()).keep()
    if lasting:
        reply.headers.append(("Cache-Control", _FOR_EVER))
    reply.policy.dated = False
    return reply
