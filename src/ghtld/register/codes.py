"""The codes that the vocabulary describes, and those that only an extract uses.

A code the vocabulary lacks is described in the extract itself, with the label of its file.
"""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from ghtld import iris
from ghtld.content import Content
from ghtld.register.records import Code
from ghtld.terms import RDF, RDFS, SKOS
from ghtld.text import Text

CATEGORY, STATUS, STATE = "category", "legal-status", "state"
GROUPING_TYPE, DEPARTMENT, REGION = "grouping-type", "department", "region"
_SCHEMES = (CATEGORY, STATUS, STATE, GROUPING_TYPE, DEPARTMENT, REGION)
_NAMES = {
    CATEGORY: Text("Catégorie", "Category"),
    STATUS: Text("Statut juridique", "Legal status"),
    GROUPING_TYPE: Text("Type de groupement", "Type of grouping"),
}


class Codes:
    """The concepts of the register's nomenclatures."""

    def __init__(self, content: Content) -> None:
        self._known: dict[tuple[str, str], NamedNode] = {}
        self._broader: dict[NamedNode, NamedNode] = {}
        self.new: dict[tuple[str, str], str] = {}
        """Scheme and code of what the vocabulary lacks, with the label of the file."""
        for scheme in _SCHEMES:
            path = content.ontology / "concepts" / f"{scheme}.ttl"
            for quad in parse(path=path, format=RdfFormat.TURTLE):
                self._learn(quad.triple)

    def _learn(self, triple: Triple) -> None:
        subject, value = triple.subject, triple.object
        if not isinstance(subject, NamedNode):
            return
        if triple.predicate == RDF.type and value == SKOS.Concept:
            scheme, notation = subject.value.rsplit("/", 2)[1:]
            self._known[scheme, notation] = subject
        if triple.predicate == SKOS.broadMatch and isinstance(value, NamedNode):
            self._broader[subject] = value

    def department(self, code: str) -> NamedNode | None:
        """Return the department with this INSEE code, or None when the vocabulary lacks it."""
        return self._known.get((DEPARTMENT, code.lower()))

    def region_of(self, department: NamedNode) -> NamedNode | None:
        """Return the region of a department; overseas collectivities have none."""
        return self._broader.get(department)

    def is_new(self, scheme: str, code: Code) -> bool:
        """Tell whether this is the first use of a code that the vocabulary lacks."""
        return (scheme, code.code) not in self._known and (scheme, code.code) not in self.new

    def concept(self, scheme: str, code: Code) -> NamedNode:
        """Return the concept of a code, which is remembered when the vocabulary lacks it."""
        known = self._known.get((scheme, code.code))
        if known is not None:
            return known
        self.new.setdefault((scheme, code.code), code.label)
        return iris.node("concept", f"{scheme}/{code.code}")

    def new_concepts(self) -> Iterator[list[tuple[NamedNode, NamedNode, NamedNode | Literal]]]:
        """Yield the description of each code that the vocabulary lacks."""
        for (scheme, code), label in sorted(self.new.items()):
            yield list(_described(scheme, code, label))


def _described(
    scheme: str, code: str, label: str
) -> Iterator[tuple[NamedNode, NamedNode, NamedNode | Literal]]:
    node = iris.node("concept", f"{scheme}/{code}")
    fr, en = _NAMES[scheme]
    names = {
        "fr": label or f"{fr} FINESS {code}",
        "en": f"FINESS {en.lower()} {code} ({label})" if label else f"FINESS {en.lower()} {code}",
    }
    definitions = {
        "fr": f"{fr} que l’extrait emploie sous le code {code}, absent du vocabulaire.",
        "en": f"{en} that the extract uses under code {code}, absent from the vocabulary.",
    }
    yield (node, RDF.type, SKOS.Concept)
    yield (node, SKOS.notation, Literal(code))
    yield (node, SKOS.inScheme, NamedNode(f"{iris.BASE}id/concept/{scheme}"))
    for language in ("fr", "en"):
        yield (node, RDFS.label, Literal(names[language], language=language))
        yield (node, SKOS.prefLabel, Literal(names[language], language=language))
        yield (node, SKOS.definition, Literal(definitions[language], language=language))
