"""What a page offers besides its content: how to cite it, its query, where to report an error."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from urllib.parse import quote, quote_plus, urlencode, urlsplit

from pyoxigraph import NamedNode

from ghtld import facets, iris
from ghtld.web.graph import Term
from ghtld.web.pages import dataset, template_cache
from ghtld.web.pages.view import View

_BIBTEX_SPECIAL = str.maketrans({c: f"\\{c}" for c in "&%$#_{}"} | {"\\": r"\textbackslash{}"})


@dataclass(frozen=True)
class Citation:
    """How to cite a page: as a sentence and as a BibTeX entry."""

    text: str
    bibtex: str


def cite(view: View, iri: str) -> Citation:
    """Return how to cite ``iri`` in this edition: who, what, version, date, address, hash."""
    if iri == iris.DATASET:
        title = _title(view)
        return _citation(view, title, title, _escaped(title), iri)
    name = view.label(NamedNode(iri)).value
    return _citation(view, name, _in_edition(view, name), _escaped(name), iri)


def cite_page(view: View, name: str, path: str) -> Citation:
    """Return how to cite a list or a picture called ``name``, at ``path`` below the root."""
    return _citation(view, name, _in_edition(view, name), _escaped(name), iris.BASE + path)


def _title(view: View) -> str:
    manifest = view.site.manifest
    return manifest.title_fr if view.language == "fr" else manifest.title_en


def _in_edition(view: View, name: str) -> str:
    quoted = f"« {name} »" if view.language == "fr" else f"“{name}”"
    return f"{quoted}, {_title(view)}"


def _citation(view: View, name: str, whole: str, written: str, iri: str) -> Citation:
    """Return the citation of something called ``name``, ``written`` as BibTeX wants it."""
    manifest = view.site.manifest
    maker = dataset.maker(view.site) or "ghtld"
    version = view.say("cite-version", version=manifest.version, date=view.date(manifest.issued))
    hash_ = view.say("cite-hash", hash=manifest.hash)
    return Citation(
        f"{maker}, {whole}, {version}, {iri} ({hash_}).", _bibtex(view, maker, written, iri)
    )


def _bibtex(view: View, maker: str, written: str, iri: str) -> str:
    manifest = view.site.manifest
    fields = {
        "author": "{" + _escaped(maker) + "}",
        "title": "{" + written + "}",
        "howpublished": _escaped(_title(view)),
        "year": manifest.issued[:4],
        "month": manifest.issued[5:7],
        "version": _escaped(manifest.version),
        "url": iri,
        "note": "SHA-256 " + manifest.hash,
    }
    lines = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items() if value)
    return f"@misc{{{_key(iri)},\n{lines}\n}}\n"


def _key(iri: str) -> str:
    return "ghtld-" + iri.removeprefix(iris.BASE).replace("/", "-")


def _escaped(text: str) -> str:
    return text.translate(_BIBTEX_SPECIAL)


def thing_query(iri: str) -> str:
    """Return the query behind the page of a thing: what is said of it, and by which words."""
    body = (
        "SELECT ?property ?value ?fact ?words WHERE {\n"
        f"  <{iri}> ?property ?value .\n"
        f"  OPTIONAL {{ GRAPH ?fact {{ <{iri}> ?property ?value }} ?fact ght:quote ?words }}\n"
        "} ORDER BY ?property ?value"
    )
    return facets.prologue(body) + body


def thing_slots(view: View, iri: str) -> dict[str, str]:
    """Return in what the citation of one thing differs from that of another, by slot."""
    name = view.label(NamedNode(iri)).value
    return {"cited": name, "cited_in_bibtex": _escaped(name), "iri": iri, "bibtex_key": _key(iri)}


def cite_any(view: View) -> Citation:
    """Return how to cite things, with a slot in each place where one differs from another."""
    name, iri = template_cache.slot("cited"), template_cache.slot("iri")
    bibtex_name = template_cache.slot("cited_in_bibtex")
    citation = _citation(view, name, _in_edition(view, name), bibtex_name, iri)
    bibtex = citation.bibtex.replace(_key(iri), template_cache.slot("bibtex_key"), 1)
    return Citation(citation.text, bibtex)


def thing_query_link(view: View, iri: str) -> str:
    """Return the link that opens in the editor the query behind the page of a thing."""
    return view.href("sparql?query=" + quote_plus(iri).join(_around_iri()))


@cache
def _around_iri() -> list[str]:
    """Return what stands before, between and after the IRI in the query of a thing, encoded."""
    return [quote_plus(part) for part in thing_query("\0").split("\0")]


def query_link(view: View, query: str) -> str:
    """Return the link that opens a query in the editor."""
    return view.href(f"sparql?{urlencode({'query': query})}")


def report_link(view: View, iri: str, statement: str = "") -> str | None:
    """Return the link by which to report an error, filled in; None where no contact is known."""
    contact = view.known.contact_link
    if contact is None:
        return None
    manifest = view.site.manifest
    name = view.label(NamedNode(iri)).value
    if contact.startswith("mailto:"):
        values = {
            "iri": iri,
            "statement": statement or "…",
            "version": manifest.version,
            "hash": manifest.hash[:16],
        }
        subject, body = view.say("report-subject", name=name), view.say("report-body", **values)
        return f"{contact}?{urlencode({'subject': subject, 'body': body}, quote_via=quote)}"
    asked = {"iri": iri, "statement": statement, "release": manifest.hash[:16]}
    joint = "&" if urlsplit(contact).query else "?"
    return f"{contact}{joint}{urlencode({k: v for k, v in asked.items() if v})}"


def report_value(
    view: View, node: NamedNode, predicate: NamedNode, value: Term, facts: Sequence[NamedNode] = ()
) -> str | None:
    """Return the link by which to report one value of a thing; None where no contact is known.

    The statement is filled in as readers see it and as it stands in the data: thing, property and
    value, then the IRI of each of ``facts`` that says so. Pages place it beside the value.
    """
    words = [view.label(node).value, view.label(predicate).value, view.show(value).text.value]
    parts = [" · ".join(words), f"{node} {predicate} {value}"]
    return report_link(view, node.value, "\n".join([*parts, *(fact.value for fact in facts)]))
