"""Everything that must hold before a release: one examination, used by ``check`` and ``build``."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import rdflib
from pyoxigraph import Quad, RdfFormat, Triple

from ghtld import formats
from ghtld.content import Content
from ghtld.edition import (
    closed_world,
    corpus,
    describe,
    dumps,
    evidence,
    extract,
    infer,
    layers,
    shapes_lint,
    terms_lint,
    trig_lint,
    validate,
)
from ghtld.edition.extract import PreparedExtract
from ghtld.finding import Finding, Invalid, stops


@dataclass
class Examination:
    """What was read, what the rules made of it, and what was found; ``findings`` are sorted."""

    corpus: corpus.Corpus
    quads: list[Quad] = field(default_factory=list)
    edition: list[Triple] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        """Tell whether a release may be made of this."""
        return not stops(self.findings)


def examine(
    content: Content, sources: Path | None = None, registers: Sequence[PreparedExtract] = ()
) -> Examination:
    """Read, infer and check ``content``; with ``sources``, also against the documents' texts.

    ``registers`` are the extracts beside it, made ready: each statement of theirs is checked here,
    the shapes once they are in a store (``validate.extract_findings``).
    """
    found = Examination(corpus.read(content, {register.extract.name for register in registers}))
    found.findings += found.corpus.findings
    found.findings += [finding for register in registers for finding in register.findings]
    found.findings += trig_lint.findings(content)
    if not stops(found.findings):
        _examine_statements(found, content, registers)
        if sources is not None:
            found.findings += evidence.text_findings(found.corpus, content, sources)
    found.findings = sorted(
        set(corpus.placed(content, found.corpus, found.findings)), key=Finding.sort_key
    )
    return found


def _examine_statements(
    found: Examination, content: Content, registers: Sequence[PreparedExtract]
) -> None:
    read = found.corpus.quads
    try:
        rules = infer.load_rules(content)
        made = infer.infer(read, rules)
    except Invalid as broken:
        found.findings += broken.findings
        return
    about = [quad for register in registers for quad in register.about]
    beside = [quad.triple for quad in about]
    made += describe.layer_quads(read + made + about, rules)
    found.quads = read + made
    found.edition = dumps.edition(found.quads)
    beside += _check_registers(found, content, registers)
    found.findings += layers.findings(found.quads)
    found.findings += evidence.findings(found.corpus)
    found.findings += closed_world.findings(read, found.quads, beside)
    found.findings += closed_world.discrepancy_findings(made)
    found.findings += terms_lint.lint(content)
    found.findings += closed_world.coverage_findings(content, found.quads)
    found.findings += closed_world.withdrawal_findings(content, found.quads)
    if not stops(found.findings):  # a misspelt name would only be said again, less clearly
        found.findings += _shapes_findings(found, content, beside)


def _check_registers(
    found: Examination, content: Content, registers: Sequence[PreparedExtract]
) -> list[Triple]:
    """Check each statement of ``registers``; return what they say of what the edition mentions."""
    if not registers:
        return []
    around = extract.around(found.edition, found.quads, closed_world.withdrawn(content))
    mentioned: dict[bytes, list[Triple]] = {}
    for register in registers:  # the newest comes last: what it says of a thing counts
        findings, said = extract.check_statements(register, around)
        found.findings += findings
        mentioned |= said
    return [triple for triples in mentioned.values() for triple in triples]


def _shapes_findings(
    found: Examination, content: Content, beside: list[Triple]
) -> Iterator[Finding]:
    try:
        shapes = validate.load_shapes(content.files("shapes/*.ttl"))
    except Invalid as broken:
        yield from broken.findings
        return
    graph = flattened([*(quad.triple for quad in found.quads), *beside])
    yield from shapes_lint.findings(content, shapes, graph)
    own = {str(quad.subject) for quad in found.quads}
    others = {str(one.subject).strip("<>") for one in beside if str(one.subject) not in own}
    for finding in validate.validate(graph, shapes):
        if finding.focus not in others:  # what only registers describe is judged with them
            yield finding


def flattened(triples: Iterable[Triple]) -> rdflib.Graph:
    """Return the triples of all layers, each once, as the graph that SHACL judges.

    Literals stay as written, and rdflib is not to say of an ill-typed one what a shape says better.
    """
    rdflib.NORMALIZE_LITERALS = False
    logging.getLogger("rdflib.term").setLevel(logging.CRITICAL)
    graph = rdflib.Graph()
    lines = formats.encode(sorted(set(triples), key=str), RdfFormat.N_TRIPLES)
    graph.parse(data=lines, format="nt")
    return graph
