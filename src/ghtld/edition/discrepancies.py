"""Recorded discrepancies equal computed ones: what the rule still has to add was not recorded.

A person records each discrepancy in a fact derived from others; the rule ``discrepancies``
computes them from the lists. A triple that both have stays the person's, so whatever the rule
makes is missing from the record, or contradicts it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyoxigraph import NamedNode, Quad

from ghtld import iris
from ghtld.finding import Finding, violation
from ghtld.terms import GHT, shorten

_COMPUTED = iris.graph("inferred-discrepancies")
_COUNTS = (GHT.statedCount, GHT.listedCount)


def findings(quads: Iterable[Quad]) -> Iterator[Finding]:
    """Yield a finding per computed discrepancy that the data do not record as it is."""
    counts: dict[NamedNode, dict[str, str]] = {}
    for quad in quads:
        if quad.graph_name == _COMPUTED and isinstance(quad.subject, NamedNode):
            made = counts.setdefault(quad.subject, {})
            if quad.predicate in _COUNTS:
                made[quad.predicate.value.rpartition("#")[2]] = str(quad.object).split('"')[1]
    for node, made in sorted(counts.items(), key=lambda entry: entry[0].value):
        stated, listed = made.get("statedCount", "…"), made.get("listedCount", "…")
        name = shorten(node.value)
        source_list = node.value.replace("/id/discrepancy/", "/id/list/")
        yield violation(
            f"Écart à consigner : {name}, {stated} annoncés et {listed} listés ; écrivez-le dans "
            "un fait dérivé (ghtld new NUMÉRO derived), sans rien corriger.",
            f"Discrepancy to record: {name}, {stated} stated and {listed} listed; write it in a "
            "derived fact (ghtld new NUMBER derived), correcting nothing.",
            focus=source_list,
        )
