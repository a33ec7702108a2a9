"""The index of the downloads: a table for people, the DCAT distributions for machines."""

from __future__ import annotations

from flask import Response, g
from pyoxigraph import NamedNode, Triple

from ghtld.formats import GRAPH_FORMATS, HTML, Format
from ghtld.terms import DCAT, DCTERMS, SPDX
from ghtld.web.delivery.problems import NOT_FOUND, ProblemRaised
from ghtld.web.delivery.reply import Document, split_suffix
from ghtld.web.delivery.respond import answer, view_of
from ghtld.web.pages import quads, structured
from ghtld.web.pages.view import View, render
from ghtld.web.reference import dataset
from ghtld.web.site import Site

_FORMATS = (HTML, *GRAPH_FORMATS)
_OF_THE_WHOLE = (DCTERMS.title, DCTERMS.license, DCTERMS.issued, DCAT.version, DCAT.distribution)


def page(suffix: str | None = None) -> Response:
    """Answer ``/dumps/`` and ``/dumps/index.{suffix}``: the files to download."""
    asked = split_suffix(f".{suffix}")[1] if suffix else None
    if asked is not None and asked not in _FORMATS:
        raise ProblemRaised(NOT_FOUND)
    view = view_of(g.site)
    document = Document(
        "dumps/index",
        _FORMATS,
        lambda: _page(view, document),
        lambda fmt: _data(view.site, fmt),
    )
    return answer(document, view, asked)


def _page(view: View, document: Document) -> str:
    return render(
        view,
        "dumps.html",
        files=dataset.dumps(view.site),
        licence=dataset.licence(view.site),
        links=document.links(view),
        json_ld=structured.of_dataset(view),
    )


def _data(site: Site, fmt: Format) -> bytes:
    store = site.derived(dataset.description)
    told = [
        quad.triple
        for predicate in _OF_THE_WHOLE
        for quad in store.quads_for_pattern(dataset.DATASET, predicate, None)
    ]
    for distribution in [t.object for t in told if t.predicate == DCAT.distribution]:
        told += _about(site, distribution)
    return quads.write_triples(sorted(told, key=str), fmt)


def _about(site: Site, node: object) -> list[Triple]:
    if not isinstance(node, NamedNode):
        return []
    store = site.derived(dataset.description)
    told = [quad.triple for quad in store.quads_for_pattern(node, None, None)]
    sums = [t.object for t in told if t.predicate == SPDX.checksum]
    return told + [triple for sum_ in sums for triple in _about(site, sum_)]
