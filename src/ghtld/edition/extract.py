"""The register extracts that ``ghtld lift`` wrote, made ready for a release: never in memory.

Each becomes one file of canonical N-Quads, sorted, each statement once. What must hold of every
statement is checked while its lines pass by: an extract says what only registers may say, in known
terms, of described and typed nodes, and nothing that the edition says already, for the default
graphs share no triple. Memory holds the names of its nodes, never its statements.
"""

from __future__ import annotations

import gzip
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, cast

from pyoxigraph import NamedNode, Quad, RdfFormat, Triple, parse

from ghtld import formats, iris
from ghtld.edition import closed_world, layers, nquads
from ghtld.extracts import Extract
from ghtld.finding import Finding, syntax_error, unreadable, violation
from ghtld.terms import OWL, PREFIXES, RDF, RDFS, SKOS, shorten
from ghtld.text import Text

_LINES_AT_ONCE = 150_000
"""Lines that the store loads at a time, twice: bounds its memory to some 400 MB."""
_SHOWN = 20
"""Nodes named at most of those with one and the same fault."""
_TYPE = str(RDF.type).encode()
_LABELS = {str(predicate).encode() for predicate in (RDFS.label, SKOS.prefLabel)}
_OURS = f"<{iris.BASE}id/".encode()
_GRAPHS = f"<{iris.BASE}id/graph/".encode()
_REWRITTEN = tuple(f"^^<{PREFIXES['xsd']}{n}>".encode() for n in ("token", "normalizedString"))
_LANGUAGES = (b"@fr", b"@en")
_END = b" .\n"


@dataclass
class PreparedExtract:
    """One extract made ready: where its lines are, how many, and what it says of its own graph."""

    extract: Extract
    path: Path
    count: int = 0
    about: list[Quad] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    @property
    def graph(self) -> NamedNode:
        """Return the name of the graph."""
        return self.extract.graph

    @property
    def file(self) -> str:
        """Return the name by which people know the file."""
        return f"register/{self.extract.name}/{self.extract.quads.name}"

    def lines(self) -> Iterator[bytes]:
        """Yield the canonical lines, sorted, each once."""
        return nquads.read_lines(self.path)

    def quads(self) -> Iterator[Quad]:
        """Yield the statements in the order of the lines."""
        return parse(path=self.path, format=RdfFormat.N_QUADS)

    def blocks(self) -> Iterator[bytes]:
        """Yield the lines in blocks of a bounded size."""
        return nquads.in_blocks(self.lines(), _LINES_AT_ONCE)

    def triples(self) -> Iterator[bytes]:
        """Yield the lines without graph and end; one in another graph keeps both."""
        tail = f" {self.graph} .\n".encode()
        return (line.removesuffix(tail) for line in self.lines())


def prepare(extracts: Sequence[Extract], folder: Path) -> list[PreparedExtract]:
    """Make ``extracts`` ready, with their lines below ``folder``; the oldest comes first."""
    return [_prepare(extract, folder) for extract in sorted(extracts, key=lambda e: e.name)]


def _prepare(extract: Extract, folder: Path) -> PreparedExtract:
    made = PreparedExtract(extract, folder / f"{extract.name}.nq")
    try:
        with gzip.open(extract.quads) as file:
            lines = nquads.canonical(cast(IO[bytes], file))
            made.count = nquads.sort_to(lines, made.path)
    except SyntaxError as error:
        made.findings.append(syntax_error(made.file, error))
    except (OSError, EOFError, UnicodeDecodeError) as error:
        made.findings.append(unreadable(made.file, error))
    else:
        about = nquads.starting_with(made.path, f"{extract.graph} ".encode())
        made.about = list(parse(about, format=RdfFormat.N_QUADS))
        if not about:
            made.findings.append(_says_nothing_of_itself(made))
    return made


def _says_nothing_of_itself(register: PreparedExtract) -> Finding:
    return violation(
        f"L’extrait ne dit rien de lui-même ({register.extract.name}) : relancez « ghtld lift ».",
        f"The extract says nothing of itself ({register.extract.name}): run “ghtld lift” again.",
        file=register.file,
    )


@dataclass
class Around:
    """What an extract is held against: the edition, its terms and labels, what is withdrawn."""

    triples: frozenset[bytes]
    known: set[str]
    described: set[bytes]
    mentioned: set[bytes]
    withdrawn: frozenset[bytes]


def around(edition: Iterable[Triple], quads: list[Quad], withdrawn: Iterable[str]) -> Around:
    """Return what extracts beside ``edition`` are held against; ``quads`` are all its graphs'."""
    lines = formats.encode(edition, RdfFormat.N_TRIPLES).splitlines()
    described = {str(q.subject).encode() for q in quads if closed_world.is_label(q)}
    named = {str(n).encode() for q in quads for n in (q.subject, q.object)}
    subjects = {str(q.subject).encode() for q in quads}
    return Around(
        frozenset(line.removesuffix(b" .") for line in lines),
        closed_world.known_terms(quads),
        described,
        {node for node in named - subjects if node.startswith(_OURS)},
        frozenset(f"<{iri}>".encode() for iri in withdrawn),
    )


def check_statements(
    register: PreparedExtract, around: Around
) -> tuple[list[Finding], dict[bytes, list[Triple]]]:
    """Read the lines of an extract once; return what is wrong.

    Return also what it says of nodes that the edition only mentions.
    """
    walk = _Walk(register, around)
    mentioned: dict[bytes, list[Triple]] = {}
    for triples in nquads.in_whole_blocks(register.triples()):
        for subject in sorted(walk.read(triples) & around.mentioned):
            said = (t for t in triples if t.startswith(subject + b" ") and not t.endswith(_END))
            mentioned[subject] = nquads.parsed(said)
    return list(walk.findings()), mentioned


class _Walk:
    """Goes through the lines of one extract and remembers what is wrong with which node."""

    def __init__(self, register: PreparedExtract, around: Around) -> None:
        self._register = register
        self._around = around
        self._predicates: dict[bytes, bytes] = {}
        self._classes: dict[bytes, bytes] = {}
        self._described: set[bytes] = set()
        self._used: set[bytes] = set()
        self._wrong: defaultdict[str, list[bytes]] = defaultdict(list)

    def read(self, triples: list[bytes]) -> set[bytes]:
        """Take up all that is said of some nodes, and return these."""
        parts = nquads.statements(triples)
        subjects, predicates, values = zip(*parts, strict=True)
        for predicate in set(predicates) - self._predicates.keys():
            self._predicates[predicate] = subjects[predicates.index(predicate)]
        nodes = set(subjects)
        self._used |= nodes
        self._used |= {value for value in set(values) if value.startswith(_OURS)}
        self._names(nodes, parts)
        self._statements(triples, subjects, values)
        pairs = zip(subjects, triples, strict=True)
        self._wrong["elsewhere"] += [s for s, triple in pairs if triple.endswith(_END)]
        return nodes

    def _names(self, nodes: set[bytes], parts: list[list[bytes]]) -> None:
        """Remember which nodes have labels in both languages, and which have no type."""
        labels = [(value[-3:], subject) for subject, name, value in parts if name in _LABELS]
        named = ({subject for tag, subject in labels if tag == wanted} for wanted in _LANGUAGES)
        self._described |= set.intersection(*named)
        types = [(value, subject) for subject, name, value in parts if name == _TYPE]
        for value, subject in types:
            self._classes.setdefault(value, subject)
        untyped = nodes - {subject for _, subject in types}
        # The editors may have typed a graph themselves.
        self._wrong["untyped"] += sorted(n for n in untyped if not n.startswith(_GRAPHS))

    def _statements(
        self, triples: list[bytes], subjects: tuple[bytes, ...], values: tuple[bytes, ...]
    ) -> None:
        gone, both, wrong = self._around.withdrawn, self._around.triples, self._wrong
        pairs = list(zip(subjects, values, strict=True))
        wrong["rewritten"] += [s for s, value in pairs if value.endswith(_REWRITTEN)]
        wrong["blank"] += [s for s, value in pairs if value[:1] == b"_" or s[:1] == b"_"]
        wrong["withdrawn"] += [s for s, value in pairs if value in gone or s in gone]
        if not both.isdisjoint(triples):
            wrong["shared"] += [s for s, one in zip(subjects, triples, strict=True) if one in both]

    def findings(self) -> Iterator[Finding]:
        """Yield what is wrong, each fault with the first nodes that have it."""
        for fault, subjects in sorted(self._wrong.items()):
            yield from self._said(fault, list(dict.fromkeys(subjects)))
        yield from self._terms()
        known = self._described | self._around.described
        nodes = sorted(n for n in self._used if n not in known and not n.startswith(_GRAPHS))
        yield from self._said("undescribed", nodes)

    def _said(self, fault: str, nodes: list[bytes]) -> Iterator[Finding]:
        fr, en = _FAULTS[fault]
        number = len(nodes)
        for node in nodes[:_SHOWN]:
            name, focus = _name(node)
            yield violation(fr.format(name), en.format(name), focus=focus, file=self._register.file)
        if number > _SHOWN:
            yield violation(
                f"{number} nœuds ont ce même défaut ; voici les {_SHOWN} premiers : "
                f"{fr.format('…')}",
                f"{number} nodes have this same fault; these are the first {_SHOWN}: "
                f"{en.format('…')}",
                file=self._register.file,
            )

    def _terms(self) -> Iterator[Finding]:
        for predicate, subject in sorted(self._predicates.items()):
            iri = nquads.iri_of(predicate)
            if not layers.may_say(layers.REGISTER, iri):
                yield layers.outside(iri, self._register.graph.value, layers.REGISTER)
            yield from self._unknown(iri, subject)
        for name, subject in sorted(self._classes.items()):
            yield from self._unknown(nquads.iri_of(name), subject)

    def _unknown(self, iri: str, subject: bytes) -> Iterator[Finding]:
        if iri not in self._around.known and not any(iri in space for space in (RDF, RDFS, OWL)):
            yield closed_world.unknown(iri, _name(subject)[1] or "", self._around.known)


def _name(node: bytes) -> tuple[str, str | None]:
    if not node.startswith(b"<"):
        return node.decode(), None
    iri = nquads.iri_of(node)
    return shorten(iri), iri


_FAULTS = {
    "blank": Text(
        "Nœud anonyme près de {} : un extrait n’en a pas.",
        "Blank node near {}: an extract has none.",
    ),
    "elsewhere": Text(
        "Un énoncé sur {} n’est pas dans le graphe de l’extrait : relancez « ghtld lift ».",
        "A statement about {} is not in the graph of the extract: run “ghtld lift” again.",
    ),
    "rewritten": Text(
        "{} a une valeur de type xsd:token ou xsd:normalizedString, que les moteurs réécrivent : "
        "employez xsd:string.",
        "{} has a value of type xsd:token or xsd:normalizedString, which engines rewrite: use "
        "xsd:string.",
    ),
    "shared": Text(
        "Un énoncé de l’extrait sur {} est déjà dans l’édition : il serait compté deux fois.",
        "A statement of the extract about {} is in the edition already: it would be counted twice.",
    ),
    "undescribed": Text(
        "{} n’a pas de libellé (rdfs:label) en français et en anglais.",
        "{} has no label (rdfs:label) in French and English.",
    ),
    "untyped": Text(
        "{} n’a pas de type (rdf:type) : rien ne le vérifierait.",
        "{} has no type (rdf:type): nothing would check it.",
    ),
    "withdrawn": Text(
        "Un énoncé sur {} nomme une chose retirée.",
        "A statement about {} names a thing that is withdrawn.",
    ),
}
"""What is said of a node with each fault, in French and English."""
