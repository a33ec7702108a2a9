"""Lint the vocabulary and the concepts: names, labels, definitions, documentation.

Every term of ``ght:`` has what a reader needs in both languages; every concept has its place in
one scheme; and no file uses a term that the vocabulary does not define.
"""

from __future__ import annotations

import difflib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from pyoxigraph import Dataset, Literal, NamedNode, Quad, parse

from ghtld import iris
from ghtld.content import Content
from ghtld.finding import Finding, violation
from ghtld.terms import GHT, OWL, PREFIXES, RDF, RDFS, SKOS, shorten

_LANGUAGES = {"fr": ("français", "French"), "en": ("anglais", "English")}
_CLASS_NAME = re.compile(r"(?:[A-Z][a-z0-9]+)+")
_PROPERTY_NAME = re.compile(r"[a-z][a-z0-9]*(?:[A-Z][a-z0-9]+)*")
_PROPERTIES = (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
_DECLARATIONS = (OWL.Class, RDFS.Datatype, *_PROPERTIES)
_VOCABULARY_FILE = "ontology/ghtld.ttl"
_USED_TERM = re.compile(rf"(?:(?<![\w:-])ght:|<{re.escape(iris.DEF)}#)(?P<name>[A-Za-z]\w*)")
_FOLDERS = ("ontology", "shapes", "queries", "data")
_STATUSES = ("stable", "testing", "unstable", "archaic")


def lint(content: Content) -> list[Finding]:
    """Return everything found in the vocabulary, the concepts and the files that use them."""
    users = [path for folder in _FOLDERS for path in content.files(f"{folder}/**/*.*")]
    users = [path for path in users if path.suffix in (".ttl", ".trig", ".rq")]
    found = [
        *vocabulary_findings(content),
        *concept_findings(content),
        *unknown_term_findings(content, users),
    ]
    return sorted(found, key=Finding.sort_key)


def vocabulary_findings(content: Content) -> Iterator[Finding]:
    """Yield what is missing or wrong in ``ontology/ghtld.ttl``."""
    vocabulary = _dataset([content.root / _VOCABULARY_FILE])
    classes = _ours(vocabulary, (OWL.Class,))
    properties = _ours(vocabulary, _PROPERTIES)
    for term in (*classes, *properties):
        yield from _undocumented(vocabulary, term)
    yield from _misnamed(classes, _CLASS_NAME)
    yield from _misnamed(properties, _PROPERTY_NAME)
    yield from _homonyms(vocabulary, classes, RDFS.label, _VOCABULARY_FILE)
    yield from _homonyms(vocabulary, properties, RDFS.label, _VOCABULARY_FILE)
    yield from _foreign_axioms(vocabulary)


def concept_findings(content: Content) -> Iterator[Finding]:
    """Yield what is missing or wrong in ``ontology/concepts/``, one file per scheme."""
    for path in content.files("ontology/concepts/*.ttl"):
        yield from _scheme_findings(_dataset([path]), content.name(path))


def unknown_term_findings(content: Content, files: Iterable[Path]) -> Iterator[Finding]:
    """Yield every place in ``files`` that names a term which the vocabulary does not define."""
    vocabulary = _dataset([content.root / _VOCABULARY_FILE])
    known = {_local(term) for term in _ours(vocabulary, _DECLARATIONS)}
    for path in files:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            for name in _USED_TERM.findall(line):
                if name not in known:
                    yield _unknown(name, known, content.name(path), number)


def _dataset(files: Iterable[Path]) -> Dataset:
    return Dataset(quad for path in files for quad in parse(path=path))


def _ours(vocabulary: Dataset, types: Iterable[NamedNode]) -> list[NamedNode]:
    """Return our terms declared with one of ``types``, sorted."""
    found = {q.subject for kind in types for q in vocabulary.quads_for_object(kind)}
    return sorted((t for t in found if isinstance(t, NamedNode) and t in GHT), key=_local)


def _local(term: NamedNode) -> str:
    return term.value.rpartition("#")[2]


def _values(dataset: Dataset, node: NamedNode, predicate: NamedNode) -> list[Quad]:
    return [q for q in dataset.quads_for_subject(node) if q.predicate == predicate]


def _texts(dataset: Dataset, node: NamedNode, predicate: NamedNode) -> dict[str, list[str]]:
    """Return the literals of ``predicate`` by language (empty for none)."""
    texts: dict[str, list[str]] = defaultdict(list)
    for quad in _values(dataset, node, predicate):
        if isinstance(quad.object, Literal):
            texts[quad.object.language or ""].append(quad.object.value)
    return texts


def _undocumented(vocabulary: Dataset, term: NamedNode) -> Iterator[Finding]:
    yield from _unlabelled(vocabulary, term, RDFS.label, _VOCABULARY_FILE)
    yield from _undefined(vocabulary, term, _VOCABULARY_FILE)
    yield from _too_short(vocabulary, term)
    if not _values(vocabulary, term, SKOS.example):
        yield _about(term, "n’a pas d’exemple", "has no example", _VOCABULARY_FILE)
    status = NamedNode(PREFIXES["vs"] + "term_status")
    if not {t for ts in _texts(vocabulary, term, status).values() for t in ts} & set(_STATUSES):
        yield _about(term, "n’a pas de statut connu", "has no known status", _VOCABULARY_FILE)
    if [q.object for q in _values(vocabulary, term, RDFS.isDefinedBy)] != [NamedNode(iris.DEF)]:
        yield _about(
            term, "ne dit pas qui le définit", "does not say what defines it", _VOCABULARY_FILE
        )


def _unlabelled(
    dataset: Dataset, node: NamedNode, predicate: NamedNode, file: str
) -> Iterator[Finding]:
    texts = _texts(dataset, node, predicate)
    for language, (fr, en) in _LANGUAGES.items():
        if len(texts[language]) != 1:
            yield _about(node, f"n’a pas un libellé {fr}", f"has not one {en} label", file)


def _undefined(dataset: Dataset, node: NamedNode, file: str) -> Iterator[Finding]:
    texts = _texts(dataset, node, SKOS.definition)
    for language, (fr, en) in _LANGUAGES.items():
        if len(texts[language]) != 1:
            yield _about(
                node, f"n’a pas une définition {fr}e", f"has not one {en} definition", file
            )
        elif not texts[language][0].endswith("."):
            fr_says = f"a une définition {fr}e sans point final"
            yield _about(node, fr_says, f"has a definition in {en} without a full stop", file)


def _too_short(vocabulary: Dataset, term: NamedNode) -> Iterator[Finding]:
    """Yield the definitions that can't say more than the label, being no longer."""
    labels = _texts(vocabulary, term, RDFS.label)
    definitions = _texts(vocabulary, term, SKOS.definition)
    for language, (fr, en) in _LANGUAGES.items():
        for label, text in zip(labels[language], definitions[language], strict=False):
            if len(text) <= len(label):
                fr_says = f"a une définition {fr}e qui n’en dit pas plus que son libellé"
                en_says = f"has a definition in {en} that says no more than its label"
                yield _about(term, fr_says, en_says, _VOCABULARY_FILE)


def _misnamed(terms: Iterable[NamedNode], pattern: re.Pattern[str]) -> Iterator[Finding]:
    for term in terms:
        if not pattern.fullmatch(_local(term)):
            yield _about(
                term,
                "n’est pas écrit en casse chameau (Classe, propriété)",
                "is not in camel case (Class, property)",
                _VOCABULARY_FILE,
            )


def _homonyms(
    dataset: Dataset, nodes: Iterable[NamedNode], label: NamedNode, file: str
) -> Iterator[Finding]:
    """Yield one finding for each label that two of ``nodes`` share in one language."""
    first: dict[tuple[str, str], NamedNode] = {}
    for node in nodes:
        for language, texts in _texts(dataset, node, label).items():
            for text in texts:
                other = first.setdefault((language, text.casefold()), node)
                if other != node:
                    fr = f"porte le même libellé que {shorten(other.value)} : {text}"
                    en = f"has the same label as {shorten(other.value)}: {text}"
                    yield _about(node, fr, en, file)


def _foreign_axioms(vocabulary: Dataset) -> Iterator[Finding]:
    """Yield what ``ghtld.ttl`` says of terms of others, beyond declaring them."""
    for quad in sorted(vocabulary, key=str):
        term = quad.subject
        if not isinstance(term, NamedNode) or term in GHT or term.value == iris.DEF:
            continue
        if quad.predicate != RDF.type or quad.object not in _DECLARATIONS:
            yield _about(
                term,
                "n’est pas à nous : ses axiomes vont dans ontology/alignments/",
                "is not ours: its axioms belong in ontology/alignments/",
                _VOCABULARY_FILE,
            )


def _scheme_findings(dataset: Dataset, file: str) -> Iterator[Finding]:
    found = {q.subject for q in dataset.quads_for_object(SKOS.Concept)}
    concepts = sorted((c for c in found if isinstance(c, NamedNode)), key=lambda c: c.value)
    for concept in concepts:
        yield from _unlabelled(dataset, concept, SKOS.prefLabel, file)
        yield from _undefined(dataset, concept, file)
        yield from _misplaced(dataset, concept, file)
        if concept in _ancestors(dataset, concept):
            yield _about(concept, "est plus large que lui-même", "is broader than itself", file)
    yield from _homonyms(dataset, concepts, SKOS.prefLabel, file)


def _misplaced(dataset: Dataset, concept: NamedNode, file: str) -> Iterator[Finding]:
    """Yield whether notation and scheme are not the ones that the IRI says."""
    scheme, _, notation = concept.value.rpartition("/")
    if _texts(dataset, concept, SKOS.notation)[""] != [notation]:
        yield _about(concept, f"n’a pas la notation {notation}", f"lacks notation {notation}", file)
    if [q.object for q in _values(dataset, concept, SKOS.inScheme)] != [NamedNode(scheme)]:
        yield _about(concept, "n’est pas dans sa liste", "is not in its scheme", file)


def _ancestors(dataset: Dataset, concept: NamedNode) -> set[NamedNode]:
    """Return the concepts above ``concept``, itself included when there is a circle."""
    found: set[NamedNode] = set()
    todo = [concept]
    while todo:
        for quad in _values(dataset, todo.pop(), SKOS.broader):
            if isinstance(quad.object, NamedNode) and quad.object not in found:
                found.add(quad.object)
                todo.append(quad.object)
    return found


def _unknown(name: str, known: set[str], file: str, line: int) -> Finding:
    near = difflib.get_close_matches(name, sorted(known), n=1)
    fr = f" Vouliez-vous dire ght:{near[0]} ?" if near else ""
    en = f" Did you mean ght:{near[0]}?" if near else ""
    return violation(
        f"Terme inconnu : ght:{name}.{fr}",
        f"Unknown term: ght:{name}.{en}",
        file=file,
        line=line,
        focus=GHT[name].value,
    )


def _about(node: NamedNode, fr: str, en: str, file: str) -> Finding:
    name = shorten(node.value)
    return violation(f"{name} {fr}.", f"{name} {en}.", file=file, focus=node.value)
