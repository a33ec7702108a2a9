"""What pages tell search engines: schema.org in JSON-LD, one node per page. Canonical identifiers,
public addresses; nothing about people.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from markupsafe import Markup
from pyoxigraph import Literal, NamedNode

from ghtld import iris
from ghtld.terms import DCTERMS, FOREIGN, RDFS, SKOS
from ghtld.web.graph import Property, literals
from ghtld.web.http import robots
from ghtld.web.pages import dataset
from ghtld.web.pages.view import View
from ghtld.web.site import in_language

SCHEMA = FOREIGN["schema"]
_written = json.JSONEncoder(ensure_ascii=False).encode
TYPES = {
    "group": "MedicalOrganization",
    "establishment": "MedicalOrganization",
    "body": "Organization",
    "network": "MedicalOrganization",
    "programme": "Project",
    "person": "Person",
    "post": "Role",
    "place": "Place",
    "agreement": "CreativeWork",
    "event": "Event",
    "signature": "Action",
    "membership": "OrganizationRole",
    "action": "Action",
    "figure": "Observation",
    "ranking": "Observation",
    "list": "ItemList",
    "discrepancy": "Observation",
    "match": "CreativeWork",
    "document": "CreativeWork",
    "fact": "Claim",
    "note": "Comment",
    "evidence": "Quotation",
    "graph": "Dataset",
    "concept": "DefinedTerm",
    "finess": "MedicalOrganization",
    "finess-group": "MedicalOrganization",
}
"""The schema.org class of each kind of thing: the nearest one that claims nothing untrue."""


def type_of(thing: iris.Thing) -> str:
    """Return the name of the schema.org class of a thing."""
    if thing.kind == "concept" and "/" not in thing.slug:
        return "DefinedTermSet"
    return TYPES[thing.kind]


def of_thing(
    view: View, node: NamedNode, properties: Iterable[Property] | None = None, description: str = ""
) -> Markup:
    """Return the element that tells search engines of ``node``, empty for people.

    ``properties`` are those it has in the edition, where the page knows already; ``description``
    describes it where no definition does.
    """
    thing = iris.read(node.value)
    if thing is None or thing.kind in robots.PRIVATE_KINDS:
        return Markup("")
    return element(
        {
            "@context": SCHEMA.rstrip("/"),
            "@id": node.value,
            "@type": type_of(thing),
            "name": view.label(node).value,
            "description": description or None,
            **(_described(view, node) if properties is None else _defined(properties)),
            "url": view.public + f"doc/{thing.kind}/{thing.slug}",
            "subjectOf": {"@id": iris.DATASET, "@type": "Dataset", "name": _title(view)},
        }
    )


_DESCRIBING = (SKOS.definition, RDFS.comment, DCTERMS.description)


def _described(view: View, node: NamedNode) -> dict[str, str]:
    for predicate in _DESCRIBING:
        words = in_language(literals(view.site.store, node, predicate), "fr")
        if words is not None:
            return {"description": words.value}
    return {}


def _defined(properties: Iterable[Property]) -> dict[str, str]:
    words = in_words(properties, "fr")
    return {} if words is None else {"description": words.value}


def in_words(properties: Iterable[Property], language: str) -> Literal | None:
    """Return what defines or describes a thing, in ``language`` if it is said there."""
    known = {
        found.predicate: found.values for found in properties if found.predicate in _DESCRIBING
    }
    for predicate in _DESCRIBING if known else ():
        terms = (value.term for value in known.get(predicate, ()))
        words = in_language((term for term in terms if isinstance(term, Literal)), language)
        if words is not None:
            return words
    return None


def of_dataset(view: View) -> Markup:
    """Return the element that tells search engines of the data set and its downloads."""
    site, manifest = view.site, view.site.manifest
    maker = {"@type": "Organization", "name": dataset.maker(site) or "ghtld"}
    return element(
        {
            "@context": SCHEMA.rstrip("/"),
            "@id": iris.DATASET,
            "@type": "Dataset",
            "name": _title(view),
            "description": dataset.value(site, DCTERMS.description, view.language) or _title(view),
            "url": view.public + "dataset",
            "identifier": iris.DATASET,
            "version": manifest.version,
            "datePublished": manifest.issued,
            "license": dataset.licence(site),
            "creator": maker,
            "publisher": maker,
            "inLanguage": ["fr", "en"],
            "isAccessibleForFree": True,
            "distribution": [_download(view, dump) for dump in dataset.dumps(site)],
        }
    )


def _download(view: View, dump: dataset.Dump) -> dict[str, object]:
    return {
        "@type": "DataDownload",
        "name": dump.name,
        "contentUrl": view.public + dump.path,
        "encodingFormat": dump.file.media_type,
        "contentSize": f"{dump.file.bytes} B",
        "sha256": dump.file.sha256,
    }


def _title(view: View) -> str:
    manifest = view.site.manifest
    return manifest.title_fr if view.language == "fr" else manifest.title_en


def element(node: dict[str, Any]) -> Markup:
    """Return the script element that holds ``node``, out of which no text can break."""
    stated = {key: value for key, value in node.items() if value is not None}
    text = _written(stated)
    safe = text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return Markup(f'<script type="application/ld+json">\n{safe}\n</script>')  # noqa: S704
