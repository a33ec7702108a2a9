"""The query behind each picture: what it draws, as one asks the endpoint for it."""

from __future__ import annotations

from ghtld import facets

_BODIES = {
    "timeline": """SELECT DISTINCT ?event ?name ?date ?notBefore ?notAfter ?status WHERE {
  ?event a/rdfs:subClassOf* ght:Event .
  OPTIONAL { ?event ght:date ?date }
  OPTIONAL { ?event ght:notBefore ?notBefore }
  OPTIONAL { ?event ght:notAfter ?notAfter }
  OPTIONAL { ?event ght:status ?status }
  OPTIONAL { ?event rdfs:label ?name FILTER(LANG(?name) = "fr") }
} ORDER BY ?date ?event""",
    "network": """SELECT DISTINCT ?through ?organisation ?how WHERE {
  { ?through ght:party ?organisation BIND("party" AS ?how) }
  UNION { ?through ght:support ?organisation BIND("support" AS ?how) }
  UNION { ?through ght:member ?organisation BIND("member" AS ?how) }
} ORDER BY ?through ?organisation ?how""",
    "matrix": """SELECT DISTINCT ?agreement ?mission ?fact ?words WHERE {
  ?agreement a ght:Agreement ; ght:mission ?mission .
  OPTIONAL { GRAPH ?fact { ?agreement ght:mission ?mission } ?fact ght:quote ?words }
} ORDER BY ?agreement ?mission ?fact""",
    "discrepancies": """SELECT DISTINCT ?question ?kind ?about ?document WHERE {
  VALUES ?kind { ght:Discrepancy ght:Silence ght:Misprint ght:FailedSearch }
  ?question a ?kind .
  OPTIONAL { ?question ght:list|ght:subject|ght:entity ?about }
  OPTIONAL { ?question ght:document ?document }
} ORDER BY ?kind ?question ?about""",
    "map": """SELECT DISTINCT ?establishment ?entry ?department ?latitude ?longitude WHERE {
  ?establishment a ght:Establishment .
  OPTIONAL {
    ?match ght:entity ?establishment ; ght:entry ?entry .
    OPTIONAL { ?entry ght:department ?department }
    OPTIONAL { ?entry geo:lat ?latitude ; geo:long ?longitude }
  }
} ORDER BY ?establishment ?entry""",
}
NAMES = tuple(_BODIES)
"""The pictures that have a query, which are all of them; a test holds them together."""


def of(name: str) -> str:
    """Return the query behind the picture called ``name``."""
    return facets.prologue(_BODIES[name]) + _BODIES[name]
