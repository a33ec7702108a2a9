"""Read the files people curate: one named graph per fact, each triple in the graph of its layer."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    RdfFormat,
    parse,
)

from ghtld import iris
from ghtld.content import Content
from ghtld.finding import Finding, syntax_error, unreadable, violation
from ghtld.terms import DCTERMS, GHT, PROV, RDF, shorten

_HOMES = (
    ("data/[0-9][0-9][0-9].trig", "evidence-{}"),  # facts stay in graphs of their own
    ("data/evidence/*.ttl", "evidence-{}"),  # written by ``ghtld locate``
    ("data/documents.ttl", "entities"),
    ("data/graphs.ttl", "entities"),
    ("data/entities/*.ttl", "entities"),
    ("data/matches.ttl", "matches"),
    ("data/law.ttl", "law"),
    ("data/external/*.trig", ""),  # in the graphs they name
    ("data/register/*.ttl", "{}"),  # unless ``ghtld lift`` wrote an extract of that name
    ("ontology/concepts/*.ttl", "concepts"),
    ("ontology/ghtld.ttl", "vocabulary"),
    ("ontology/alignments/*.ttl", "vocabulary"),
)
"""Files, and the graph of what they say outside of named graphs; ``{}`` is the file's stem."""


@dataclass
class Corpus:
    """Everything read, and what was wrong with it.

    ``quads`` lie in the graphs of their layers; ``origin`` tells which file (relative to the
    content) a graph or subject was first written in.
    """

    quads: list[Quad] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    origin: dict[str, str] = field(default_factory=dict)

    def facts(self) -> list[NamedNode]:
        """Return the names of the fact graphs, sorted."""
        names = {q.graph_name for q in self.quads if isinstance(q.graph_name, NamedNode)}
        return sorted((n for n in names if iris.is_fact(n.value)), key=lambda n: n.value)


def read(content: Content, lifted: Collection[str] = ()) -> Corpus:
    """Read every curated file of ``content``; what can't be read becomes a finding.

    Of the extracts named in ``lifted``, ``ghtld lift`` wrote more than ``data/register`` holds.
    """
    corpus = Corpus()
    replaced = {f"data/register/{name}.ttl" for name in lifted}
    for path, default_graph in _files(content):
        if content.name(path) not in replaced:
            _read_file(corpus, content, path, default_graph)
    for number, _ in content.documents():
        corpus.quads.extend(_fact_descriptions(corpus, number))
    if not any(content.documents()):
        corpus.findings.append(_no_data(content))
    corpus.quads = list(dict.fromkeys(corpus.quads))
    return corpus


def _files(content: Content) -> Iterator[tuple[Path, NamedNode | None]]:
    for pattern, home in _HOMES:
        for path in content.files(pattern):
            yield path, iris.graph(home.format(path.stem)) if home else None


def vocabulary_files(content: Content) -> list[Path]:
    """Return the ontology and its alignments."""
    patterns = (pattern for pattern, home in _HOMES if home == "vocabulary")
    return [path for pattern in patterns for path in content.files(pattern)]


def _read_file(corpus: Corpus, content: Content, path: Path, home: NamedNode | None) -> None:
    name = content.name(path)
    try:
        text = path.read_text(encoding="utf-8")
        dataset = Dataset(parse(text, format=_format(path)))
    except SyntaxError as error:
        corpus.findings.append(syntax_error(name, error))
        return
    except (OSError, UnicodeDecodeError) as error:
        corpus.findings.append(unreadable(name, error))
        return
    curated = name.startswith("data/")
    if not curated:
        dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    for quad in sorted(dataset, key=str):
        if curated and _has_blank_node(quad):
            corpus.findings.append(_blank_node(name, quad))
        moved = _at_home(quad, home)
        corpus.quads.append(moved)
        for node in (moved.graph_name, moved.subject):
            if isinstance(node, NamedNode):
                corpus.origin.setdefault(node.value, name)


def _format(path: Path) -> RdfFormat:
    return RdfFormat.TRIG if path.suffix == ".trig" else RdfFormat.TURTLE


def _at_home(quad: Quad, home: NamedNode | None) -> Quad:
    if isinstance(quad.graph_name, DefaultGraph) and home is not None:
        return Quad(quad.subject, quad.predicate, quad.object, home)
    return quad


def _has_blank_node(quad: Quad) -> bool:
    return any(isinstance(n, BlankNode) for n in (quad.subject, quad.object, quad.graph_name))


def number_of(fact: NamedNode) -> str:
    """Return the number of a fact: ``000-05`` or, split, ``003-34-1``."""
    return fact.value.rpartition("/")[2]


def document_of(fact: NamedNode) -> NamedNode:
    """Return the document that a fact's number names."""
    return iris.node("document", number_of(fact)[:3])


def _fact_descriptions(corpus: Corpus, number: str) -> Iterator[Quad]:
    """Yield what a fact's name alone says of it, so that curators need not write it."""
    home = iris.graph(f"evidence-{number}")
    derived = {q.subject for q in corpus.quads if q.predicate == PROV.wasDerivedFrom}
    for fact in corpus.facts():
        if not number_of(fact).startswith(number):
            continue
        yield Quad(fact, RDF.type, GHT.Fact, home)
        yield Quad(fact, DCTERMS.identifier, Literal(number_of(fact)), home)
        if fact not in derived:
            yield Quad(fact, PROV.wasQuotedFrom, document_of(fact), home)


def first_line(content: Content, file: str, needle: str) -> int | None:
    """Return the first line (from 1) of ``file`` that holds ``needle``, or None."""
    try:
        lines = (content.root / file).read_text(encoding="utf-8").splitlines()
    except OSError:
        return None
    return next((n for n, line in enumerate(lines, 1) if needle in line), None)


def placed(content: Content, corpus: Corpus, findings: Iterable[Finding]) -> list[Finding]:
    """Return ``findings`` with the file and line of their focus, where these can be told."""
    return [_placed(content, corpus, finding) for finding in findings]


def _placed(content: Content, corpus: Corpus, finding: Finding) -> Finding:
    if finding.file is not None or finding.focus is None:
        return finding
    file = corpus.origin.get(finding.focus)
    if file is None:
        return finding
    line = first_line(content, file, shorten(finding.focus))
    return replace(finding, file=file, line=line)


def _blank_node(name: str, quad: Quad) -> Finding:
    about = shorten(quad.subject.value) if isinstance(quad.subject, NamedNode) else "[ ]"
    return violation(
        f"Nœud anonyme près de {about} ({shorten(quad.predicate.value)}) : donnez-lui une IRI.",
        f"Blank node near {about} ({shorten(quad.predicate.value)}): give it an IRI.",
        file=name,
    )


def _no_data(content: Content) -> Finding:
    return violation(
        f"Aucune donnée : {content.data} ne contient aucun fichier de faits (000.trig …).",
        f"No data: {content.data} holds no file of facts (000.trig …).",
    )
