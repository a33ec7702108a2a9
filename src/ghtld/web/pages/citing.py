"""What a page offers besides its content: how to cite it, its query, where to report an error."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, urlencode, urlsplit

from pyoxigraph import NamedNode

from ghtld import facets, iris
from ghtld.web.configuration import configuration
from ghtld.web.finding import search
from ghtld.web.finding.finder import MOST
from ghtld.web.pages import foreign
from ghtld.web.pages.view import View, environment
from ghtld.web.reference import dataset

_BIBTEX_SPECIAL = str.maketrans({c: f"\\{c}" for c in "&%$#_{}"} | {"\\": r"\textbackslash{}"})


@dataclass(frozen=True)
class Citation:
    """How to cite a page: as a sentence and as a BibTeX entry."""

    text: str
    bibtex: str


def cite(view: View, iri: str) -> Citation:
    """Return how to cite ``iri`` in this edition: who, what, version, date, address, hash."""
    manifest = view.site.manifest
    title = manifest.title_fr if view.language == "fr" else manifest.title_en
    name = title if iri == iris.DATASET else view.label(NamedNode(iri)).value
    whole = title if iri == iris.DATASET else f"« {name} », {title}"
    if view.language == "en" and iri != iris.DATASET:
        whole = f"“{name}”, {title}"
    maker = dataset.maker(view.site) or "ghtld"
    version = view.say("cite-version", version=manifest.version, date=view.date(manifest.issued))
    hash_ = view.say("cite-hash", hash=manifest.hash)
    return Citation(
        f"{maker}, {whole}, {version}, {iri} ({hash_}).",
        _bibtex(maker, name, title, iri, view),
    )


def _bibtex(maker: str, name: str, title: str, iri: str, view: View) -> str:
    manifest = view.site.manifest
    key = "ghtld-" + iri.removeprefix(iris.BASE).replace("/", "-")
    fields = {
        "author": "{" + _escaped(maker) + "}",
        "title": "{" + _escaped(name) + "}",
        "howpublished": _escaped(title),
        "year": manifest.issued[:4],
        "month": manifest.issued[5:7],
        "version": _escaped(manifest.version),
        "url": iri,
        "note": "SHA-256 " + manifest.hash,
    }
    lines = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items() if value)
    return f"@misc{{{key},\n{lines}\n}}\n"


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


def query_link(view: View, query: str) -> str:
    """Return the link that opens a query in the editor."""
    return view.href(f"sparql?{urlencode({'query': query})}")


def report_link(view: View, iri: str, statement: str = "") -> str | None:
    """Return the link by which to report an error, filled in; None where no contact is known."""
    contact = configuration().contact_link
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
    said = {"iri": iri, "statement": statement, "release": manifest.hash[:16]}
    joint = "&" if urlsplit(contact).query else "?"
    return f"{contact}{joint}{urlencode({k: v for k, v in said.items() if v})}"


def install() -> None:
    """Let every template cite, link to its query, report errors and suggest."""
    environment().globals.update(
        cite=cite,
        iri_base=iris.BASE,
        kind_name=lambda view, kind: foreign.kind(kind, view.language),
        most=MOST,
        query_link=query_link,
        report_link=report_link,
        suggestions=search.suggestions,
        thing_query=thing_query,
        why=search.why,
    )
