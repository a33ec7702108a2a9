"""Judge the vocabulary: OWL 2 DL by py-horned-owl, consistency by HermiT over all that is kept.

Exits 1 with one sentence per finding; without Java, says so, and fails only in CI. Both reasoners
are large: whoever edits the vocabulary has them, who builds or serves does not.
"""

from __future__ import annotations

import io
import os
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path

import owlready2
import pyhornedowl
import pyhornedowl.profile as dl
from pyoxigraph import NamedNode, RdfFormat, Triple, parse

from ghtld import formats, iris
from ghtld.content import bundled
from ghtld.edition.corpus import vocabulary_files
from ghtld.finding import Finding, violation
from ghtld.terms import OWL, RDF, shorten

_VOCABULARY = NamedNode(iris.DEF)
_NOTHING = "http://www.w3.org/2002/07/owl#Nothing"


def dl_profile_findings(files: Iterable[Path]) -> list[Finding]:
    """Return what keeps ``files``, read as one ontology, out of OWL 2 DL."""
    document = formats.encode(_in_reading_order(_merged(files)), RdfFormat.RDF_XML)
    ontology = pyhornedowl.open_ontology_from_string(document.decode(), "rdf")
    report = dl.check_profile(ontology, "DL")
    return sorted((_outside_dl(found) for found in report.violations), key=Finding.sort_key)


def consistency_findings(files: Iterable[Path]) -> list[Finding]:
    """Return the contradiction in ``files``, or the classes that nothing can belong to."""
    world = _world(_merged(files))
    try:
        owlready2.sync_reasoner_hermit(
            world, infer_property_values=False, debug=0, ignore_unsupported_datatypes=True
        )
    except owlready2.OwlReadyInconsistentOntologyError:
        return [_inconsistent()]
    empty = {str(c.iri) for c in world.inconsistent_classes()} - {_NOTHING}
    return [_unsatisfiable(iri) for iri in sorted(empty)]


def _merged(files: Iterable[Path]) -> set[Triple]:
    """Return the triples of ``files`` under one ontology header, without imports."""
    triples = {quad.triple for path in files for quad in parse(path=path)}
    headers = {t.subject for t in triples if t.predicate == RDF.type and t.object == OWL.Ontology}
    headers.discard(_VOCABULARY)
    return {t for t in triples if t.predicate != OWL.imports and t.subject not in headers}


def _in_reading_order(triples: Iterable[Triple]) -> list[Triple]:
    """Return ``triples`` with the header first: the reader of RDF/XML looks for it there."""
    return sorted(triples, key=lambda t: (t.subject != _VOCABULARY, str(t.subject), str(t)))


def _world(triples: Iterable[Triple]) -> owlready2.World:
    world = owlready2.World()
    lines = formats.encode(sorted(triples, key=str), RdfFormat.N_TRIPLES)
    world.get_ontology(iris.DEF).load(fileobj=io.BytesIO(lines), format="ntriples")
    return world


def _outside_dl(found: dl.Violation) -> Finding:
    iri = str(getattr(found, "iri", "")) or None
    name, reason = (shorten(iri) if iri else "—"), type(found).__name__
    return violation(
        f"Hors du profil OWL 2 DL : {name} ({reason}).",
        f"Outside the OWL 2 DL profile: {name} ({reason}).",
        focus=iri,
    )


def _inconsistent() -> Finding:
    return violation(
        "Le vocabulaire et les données se contredisent : aucun monde ne les rend tous vrais.",
        "The vocabulary and the data contradict each other: no world makes all of them true.",
    )


def _unsatisfiable(iri: str) -> Finding:
    return violation(
        f"Rien ne peut appartenir à la classe {shorten(iri)}.",
        f"Nothing can belong to the class {shorten(iri)}.",
        focus=iri,
    )


def main() -> int:
    content = bundled()
    found: list[Finding] = dl_profile_findings(vocabulary_files(content))
    if shutil.which("java"):
        found += consistency_findings(
            [
                *vocabulary_files(content),
                *content.files("ontology/concepts/*.ttl"),
                *content.files("data/**/*.ttl"),
                *content.files("data/**/*.trig"),
            ]
        )
    else:
        print("Java manque : cohérence non vérifiée. / Java is missing: consistency not checked.")
        if os.environ.get("CI") == "true":
            return 1
    for finding in found:
        print(f"{finding.place}: {finding.message.fr} / {finding.message.en}", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
