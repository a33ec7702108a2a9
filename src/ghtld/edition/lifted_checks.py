"""What must hold of every statement of a register extract, checked while its lines pass by.

An extract says what only registers may say, in known terms, of described and typed nodes, and
nothing that the edition says already: the default graphs share no triple. Memory holds the names of
its nodes, never its statements.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from pyoxigraph import Quad, RdfFormat, Triple, parse

from ghtld import formats, iris
from ghtld.edition import closed_world, layers
from ghtld.edition.lifted import Lifted
from ghtld.finding import Finding, violation
from ghtld.terms import OWL, PREFIXES, RDF, RDFS, SKOS, shorten

_SHOWN = 20
"""Nodes named at most of those with one and the same fault."""
_TYPE = str(RDF.type).encode()
_LABELS = {str(predicate).encode() for predicate in (RDFS.label, SKOS.prefLabel)}
_OURS = f"<{iris.BASE}id/".encode()
_GRAPHS = f"<{iris.BASE}id/graph/".encode()
_REWRITTEN = tuple(f"^^<{PREFIXES['xsd']}{n}>".encode() for n in ("token", "normalizedString"))
_LANGUAGES = (b"@fr", b"@en")


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


@dataclass
class Checked:
    """What was found in an extract, and what it says of nodes that the edition only mentions."""

    findings: list[Finding] = field(default_factory=list)
    mentioned: dict[bytes, list[Quad]] = field(default_factory=dict)


def check(lifted: Lifted, around: Around) -> Checked:
    """Read the lines of an extract once, and return what is wrong."""
    walk = _Walk(lifted, around)
    checked = Checked()
    for lines in lifted.by_subjects():
        for subject in sorted(walk.read(lines) & around.mentioned):
            said = b"".join(line for line in lines if line.startswith(subject + b" "))
            checked.mentioned[subject] = list(parse(said, format=RdfFormat.N_QUADS))
    checked.findings += walk.findings()
    return checked


class _Walk:
    """Goes through the lines of one extract and remembers what is wrong with which node."""

    def __init__(self, lifted: Lifted, around: Around) -> None:
        self._lifted = lifted
        self._around = around
        self._predicates: dict[bytes, bytes] = {}
        self._classes: dict[bytes, bytes] = {}
        self._described: set[bytes] = set()
        self._used: set[bytes] = set()
        self._wrong: defaultdict[str, list[bytes]] = defaultdict(list)

    def read(self, lines: list[bytes]) -> set[bytes]:
        """Take up all that is said of some nodes, and return these.

        A country has millions of lines: what is done with each is done to all of them at once.
        """
        tail = self._lifted.tail
        told = [line.removesuffix(tail) for line in lines]
        parts = [one.split(b" ", 2) for one in told]
        subjects, predicates, values = zip(*parts, strict=True)
        for predicate in set(predicates) - self._predicates.keys():
            self._predicates[predicate] = subjects[predicates.index(predicate)]
        nodes = set(subjects)
        self._used |= nodes
        self._used |= {value for value in set(values) if value.startswith(_OURS)}
        self._names(nodes, parts)
        self._statements(told, subjects, values)
        pairs = zip(subjects, lines, strict=True)
        self._wrong["elsewhere"] += [s for s, line in pairs if not line.endswith(tail)]
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
        self, told: list[bytes], subjects: tuple[bytes, ...], values: tuple[bytes, ...]
    ) -> None:
        gone, both, wrong = self._around.withdrawn, self._around.triples, self._wrong
        pairs = list(zip(subjects, values, strict=True))
        wrong["rewritten"] += [s for s, value in pairs if value.endswith(_REWRITTEN)]
        wrong["blank"] += [s for s, value in pairs if value[:1] == b"_" or s[:1] == b"_"]
        wrong["withdrawn"] += [s for s, value in pairs if value in gone or s in gone]
        if not both.isdisjoint(told):
            wrong["shared"] += [s for s, one in zip(subjects, told, strict=True) if one in both]

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
            yield violation(fr.format(name), en.format(name), focus=focus, file=self._lifted.file)
        if number > _SHOWN:
            yield violation(
                f"{number} nœuds ont ce même défaut ; voici les {_SHOWN} premiers : "
                f"{fr.format('…')}",
                f"{number} nodes have this same fault; these are the first {_SHOWN}: "
                f"{en.format('…')}",
                file=self._lifted.file,
            )

    def _terms(self) -> Iterator[Finding]:
        for predicate, subject in sorted(self._predicates.items()):
            iri = predicate.decode().strip("<>")
            if not layers.may_say(layers.REGISTER, iri):
                yield layers.outside(iri, self._lifted.graph.value, layers.REGISTER)
            yield from self._unknown(iri, subject)
        for name, subject in sorted(self._classes.items()):
            yield from self._unknown(name.decode().strip("<>"), subject)

    def _unknown(self, iri: str, subject: bytes) -> Iterator[Finding]:
        if iri not in self._around.known and not any(iri in space for space in (RDF, RDFS, OWL)):
            focus = subject.decode().strip("<>")
            yield closed_world.unknown(iri, focus, self._around.known)


def _name(node: bytes) -> tuple[str, str | None]:
    if not node.startswith(b"<"):
        return node.decode(), None
    iri = node.decode().strip("<>")
    return shorten(iri), iri


_FAULTS = {
    "blank": (
        "Nœud anonyme près de {} : un extrait n’en a pas.",
        "Blank node near {}: an extract has none.",
    ),
    "elsewhere": (
        "Un énoncé sur {} n’est pas dans le graphe de l’extrait : relancez « ghtld lift ».",
        "A statement about {} is not in the graph of the extract: run “ghtld lift” again.",
    ),
    "rewritten": (
        "{} a une valeur de type xsd:token ou xsd:normalizedString, que les moteurs réécrivent : "
        "employez xsd:string.",
        "{} has a value of type xsd:token or xsd:normalizedString, which engines rewrite: use "
        "xsd:string.",
    ),
    "shared": (
        "Un énoncé de l’extrait sur {} est déjà dans l’édition : il serait compté deux fois.",
        "A statement of the extract about {} is in the edition already: it would be counted twice.",
    ),
    "undescribed": (
        "{} n’a pas de libellé (rdfs:label) en français et en anglais.",
        "{} has no label (rdfs:label) in French and English.",
    ),
    "untyped": (
        "{} n’a pas de type (rdf:type) : rien ne le vérifierait.",
        "{} has no type (rdf:type): nothing would check it.",
    ),
    "withdrawn": (
        "Un énoncé sur {} nomme une chose retirée.",
        "A statement about {} names a thing that is withdrawn.",
    ),
}
"""What is said of a node with each fault, in French and English."""
