"""The queries that the endpoints are compared by: text by number, format, how many a round."""

from __future__ import annotations

from dataclasses import dataclass

from ghtld import iris

JSON = "application/sparql-results+json"
_PREFIXES = (
    "PREFIX ght: <https://w3id.org/ghtld/def#> "
    "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
    "PREFIX geo: <http://www.w3.org/2003/01/geo/wgs84_pos#> "
)


@dataclass(frozen=True)
class Asked:
    """A kind of query; ``{n}`` in its text is a number, so that no two are the same."""

    name: str
    text: str
    a_round: int
    accept: str = JSON

    def numbered(self, number: int, scale: float = 1.0) -> str:
        """Return the query of this number, about things that a graph of this scale has."""
        thing = int(number * scale)
        text = self.text.replace("{n}", str(thing)).replace("{id}", f"{thing:09d}")
        return f"{_PREFIXES}{text} # {number}"


QUERIES = (
    Asked("lookup", f"SELECT ?p ?o {{ <{iris.BASE}id/finess/{{id}}> ?p ?o }}", 200),
    Asked(
        "join",
        f"SELECT ?name ?label {{ ?a ght:party <{iris.BASE}id/group/group-{{n}}> ; "
        "rdfs:label ?label ; ght:party ?e . ?e ght:registeredName ?name }",
        40,
    ),
    Asked(
        "group by",
        "SELECT ?c (COUNT(?s) AS ?n) { ?s ght:category ?c } GROUP BY ?c ORDER BY DESC(?n)",
        3,
    ),
    Asked(
        "text filter",
        'SELECT ?s ?name { ?s ght:registeredName ?name FILTER(CONTAINS(?name, "VIEUX PONT {n}") || '
        'CONTAINS(?name, "MONT SAINT JEAN")) }',
        2,
    ),
    Asked(
        "optional",
        f"SELECT ?a ?day {{ ?a ght:instrument <{iris.BASE}id/concept/instrument/3> ; "
        "rdfs:label ?l OPTIONAL { ?a ght:date ?day } }",
        5,
    ),
    Asked(
        "bounding box",
        "SELECT ?s ?lat ?long { ?s geo:lat ?lat ; geo:long ?long "
        "FILTER(?lat > 48.5 && ?lat < 48.6 && ?long > 2.0 && ?long < 2.{n}) }",
        1,
    ),
    Asked("describe", f"DESCRIBE <{iris.BASE}id/agreement/agreement-{{n}}>", 200, "text/turtle"),
    Asked(
        "export of 100,000 rows",
        "SELECT ?s ?name ?commune { ?s ght:registeredName ?name ; ght:communeName ?commune } "
        "LIMIT 100000 OFFSET {n}",
        1,
        "text/csv",
    ),
)
