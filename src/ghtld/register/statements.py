"""What the register says, as RDF: one entry after the other, in the graph of its extract."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import TypeAlias

from pyoxigraph import Literal, NamedNode

from ghtld import iris
from ghtld.register import codes, coordinates
from ghtld.register.codes import Codes
from ghtld.register.coordinates import Point
from ghtld.register.records import Entry, Grouping, Kind, Place
from ghtld.terms import DCTERMS, GEO, GHT, LAYER, PROV, RDF, RDFS, XSD

Statement: TypeAlias = tuple[NamedNode, NamedNode, NamedNode | Literal]

LICENCE = NamedNode("https://www.etalab.gouv.fr/licence-ouverte-open-licence")
# Named once: a country has three million statements.
_TYPE, _LABEL, _DAY, _DECIMAL = RDF.type, RDFS.label, XSD.date, XSD.decimal
_LATITUDE, _LONGITUDE = GEO.lat, GEO.long
_NUMBER, _NAME, _LONG_NAME = GHT.finessNumber, GHT.registeredName, GHT.registeredLongName
_COMPLEMENT, _SIREN, _SIRET = GHT.registeredNameComplement, GHT.siren, GHT.siret
_TOWN, _COMMUNE, _STREET, _POSTCODE = (
    GHT.communeName,
    GHT.communeCode,
    GHT.streetAddress,
    GHT.postcode,
)
_OWNER, _CATEGORY, _STATUS, _STATE = GHT.legalEntity, GHT.category, GHT.legalStatus, GHT.state
_DEPARTMENT, _REGION = GHT.department, GHT.region
_DATES = {
    "createdOn": GHT.createdOn,
    "openedOn": GHT.openedOn,
    "authorizedOn": GHT.authorizedOn,
    "closedOn": GHT.closedOn,
    "updatedOn": GHT.updatedOn,
}
_CLASSES = {
    Kind.LEGAL: GHT.RegisteredLegalEntity,
    Kind.GEOGRAPHIC: GHT.RegisteredGeographicEntity,
}
_STATES = {
    "A": iris.node("concept", f"{codes.STATE}/actif"),
    "I": iris.node("concept", f"{codes.STATE}/inactif"),
}


@lru_cache(100)
def node_of(number: str) -> NamedNode:
    """Return the node of the entry with this FINESS number."""
    return iris.node("finess", number)


def node_of_grouping(identifier: str) -> NamedNode:
    """Return the node of the grouping with this identifier in the register."""
    return iris.node("finess-group", identifier)


def entry(said: Entry, known: Codes) -> Iterator[Statement]:
    """Yield what an entry says, without its address and point, which may have to be withheld."""
    node = node_of(said.number)
    yield node, _TYPE, _CLASSES[said.kind]
    label = f"{said.name} (FINESS {said.number})"
    yield from _labels(node, label, label)
    texts = (
        (_NUMBER, said.number),
        (_NAME, said.name),
        (_LONG_NAME, said.long_name if said.long_name != said.name else ""),
        (_COMPLEMENT, said.complement),
        (_SIREN, said.siren),
        (_SIRET, said.siret),
        (_TOWN, said.place.commune_name),
        (_COMMUNE, said.place.commune),
    )
    for name, text in texts:
        if text:
            yield node, name, Literal(text)
    for day, value in said.dates.items():
        yield node, _DATES[day], Literal(value, datatype=_DAY)
    if said.legal_entity:
        yield node, _OWNER, node_of(said.legal_entity)
    if said.category is not None:
        yield node, _CATEGORY, known.concept(codes.CATEGORY, said.category)
    if said.status is not None:
        yield node, _STATUS, known.concept(codes.STATUS, said.status)
    yield from _state(node, said.state)
    yield from _territory(node, said.place, known)


def address(number: str, place: Place) -> Iterator[Statement]:
    """Yield what leads to the door: street and postcode."""
    node = node_of(number)
    for name, text in ((_STREET, place.street), (_POSTCODE, place.postcode)):
        if text:
            yield node, name, Literal(text)


def point(number: str, at: Point | None) -> Iterator[Statement]:
    """Yield the two coordinates, in WGS84 degrees."""
    if at is None:
        return
    node = node_of(number)
    for name, degrees in ((_LATITUDE, at.latitude), (_LONGITUDE, at.longitude)):
        yield node, name, Literal(coordinates.decimal(degrees), datatype=_DECIMAL)


def number_only(number: str) -> Iterator[Statement]:
    """Yield a legal entity of which the files give the number and nothing else."""
    node = node_of(number)
    yield node, _TYPE, _CLASSES[Kind.LEGAL]
    yield from _labels(node, f"Entité juridique FINESS {number}", f"FINESS legal entity {number}")
    yield node, _NUMBER, Literal(number)


def grouping(said: Grouping, known: Codes) -> Iterator[Statement]:
    """Yield what a grouping says, without its members."""
    node = node_of_grouping(said.identifier)
    yield node, _TYPE, GHT.RegisteredGrouping
    yield from _labels(
        node,
        f"Groupement FINESS {said.identifier} : {said.name}",
        f"FINESS grouping {said.identifier}: {said.name}",
    )
    texts = (
        (_NAME, said.name),
        (GHT.ghtCode, said.code),
        (GHT.groupingNumber, said.number),
    )
    for name, text in texts:
        if text:
            yield node, name, Literal(text)
    if said.updated:
        yield node, _DATES["updatedOn"], Literal(said.updated, datatype=_DAY)
    if said.kind is not None:
        yield node, GHT.groupingType, known.concept(codes.GROUPING_TYPE, said.kind)
    yield from _state(node, said.state)


def membership(identifier: str, number: str, *, support: bool) -> Iterator[Statement]:
    """Yield that an entity is a member of a grouping; a support is one too."""
    node = node_of_grouping(identifier)
    yield node, GHT.registeredMember, node_of(number)
    if support:
        yield node, GHT.registeredSupport, node_of(number)


def extract(graph: NamedNode, date: str, page: str) -> Iterator[Statement]:
    """Yield what the extract is, so that nothing need be said of it elsewhere."""
    yield graph, _TYPE, GHT.Graph
    yield graph, GHT.layer, LAYER.registre
    yield from _labels(
        graph, f"Répertoire FINESS, extrait du {date}", f"FINESS register, extract of {date}"
    )
    datatype = _DAY if len(date) == len("2026-03-09") else XSD.gYearMonth
    yield graph, DCTERMS.date, Literal(date, datatype=datatype)
    yield graph, PROV.hadPrimarySource, NamedNode(page)
    yield graph, DCTERMS.license, LICENCE


def source(graph: NamedNode, formats_: Iterable[str]) -> Statement:
    """Return which files the extract was lifted from."""
    told = "Répertoire FINESS : " + ", ".join(formats_)
    return graph, DCTERMS.source, Literal(told, language="fr")


def lines(statements: Iterable[Statement], graph: NamedNode) -> bytes:
    """Return statements as N-Quads of ``graph``, in their order.

    A term writes itself as N-Quads do; quads of them would be made for nothing.
    """
    end = f" {graph} .\n"
    return "".join(
        [f"{node!s} {_written(name)} {value!s}{end}" for node, name, value in statements]
    ).encode()


_written = lru_cache(100)(str)
"""Properties as they are written: a country has three million statements, and few properties."""


def _labels(node: NamedNode, fr: str, en: str) -> Iterator[Statement]:
    yield node, _LABEL, Literal(fr, language="fr")
    yield node, _LABEL, Literal(en, language="en")


def _state(node: NamedNode, state: str) -> Iterator[Statement]:
    if state:
        yield node, _STATE, _STATES[state]


def _territory(node: NamedNode, place: Place, known: Codes) -> Iterator[Statement]:
    department = known.department(place.department)
    if department is None:
        return
    yield node, _DEPARTMENT, department
    region = known.region_of(department)
    if region is not None:
        yield node, _REGION, region
