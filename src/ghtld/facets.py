"""The facets of lists: which statements sort the things of a kind, as SPARQL patterns.

The build counts with these patterns, and the query behind a page is written with them, so that
both say the same. ``?thing`` is the thing and ``?value`` the value; prefixes are the project's.
"""

from __future__ import annotations

from dataclasses import dataclass

from ghtld import iris
from ghtld.terms import PREFIXES, expand


@dataclass(frozen=True)
class Facet:
    """One way to narrow a list: its name, also in addresses, and the pattern of its values.

    Where facets go on from the department, ``first`` is the pattern of ``?thing`` and
    ``?department``, and ``pattern`` says the rest: the build asks what they share once.
    """

    name: str
    pattern: str
    first: str = ""

    @property
    def whole(self) -> str:
        """Return the whole pattern."""
        return f"{self.first} {self.pattern}".strip()


_ENTRY = (
    "{ ?thing ght:finessNumber ?number BIND(?thing AS ?entry) } UNION "
    "{ ?match ght:entity ?thing ; ght:entry ?entry } UNION "
    "{ ?thing ght:member|ght:party|ght:party/ght:member ?one . "
    "?match ght:entity ?one ; ght:entry ?entry } UNION "
    "{ ?thing ght:registeredMember ?entry }"
)
"""The register entries of a thing: its own, its match’s, those of its members or parties."""

_DEPARTMENT = (
    f"{_ENTRY} OPTIONAL {{ ?entry ght:department ?stated }} "
    f'BIND(COALESCE(?stated, IRI(CONCAT("{iris.BASE}id/concept/department/", '
    'LCASE(SUBSTR(STRAFTER(STR(?entry), "/id/finess/"), 1, 2))))) AS ?department)'
)
"""The department that the register states or, where an extract states none, that of the number."""

FACETS = (
    Facet("type", f'?thing a ?value FILTER(STRSTARTS(STR(?value), "{iris.DEF}#"))'),
    Facet("designation", "?thing ght:statedKind ?value"),
    Facet("category", "?thing ght:category ?value"),
    Facet("scheme", "?thing skos:inScheme ?value"),
    Facet("role", "?thing org:role ?value"),
    Facet("layer", "?thing ght:layer ?value"),
    Facet("group", "?value ght:member|ght:registeredMember ?thing"),
    Facet("place", "?thing ght:place ?value"),
    Facet("region", "?department skos:broadMatch ?value", _DEPARTMENT),
    Facet(
        "department",
        "?department skos:inScheme concept:department BIND(?department AS ?value)",
        _DEPARTMENT,
    ),
    Facet(
        "mission",
        "{ ?thing ght:mission ?value } UNION { ?agreement ght:party ?thing ; ght:mission ?value }",
    ),
    Facet(
        "specialty",
        "{ ?thing ght:specialty ?value } UNION { ?deed ght:actor ?thing ; ght:specialty ?value }",
    ),
    Facet(
        "instrument",
        "{ ?thing ght:instrument ?value } UNION "
        "{ ?agreement ght:party ?thing ; ght:instrument ?value }",
    ),
    Facet(
        "year",
        "{ ?thing ght:date|dcterms:date ?date } UNION "
        "{ ?event ght:subject ?thing ; ght:date ?date } "
        'FILTER(REGEX(STR(?date), "^[0-9]{4}")) BIND(SUBSTR(STR(?date), 1, 4) AS ?value)',
    ),
    Facet("status", "?thing ght:status|ght:state ?value"),
    Facet("legal", "?thing ght:legalStatus ?value"),
    Facet("grouping", "?thing ght:groupingType ?value"),
    Facet(
        "source",
        "{ GRAPH ?fact { ?thing ?said ?what } ?fact prov:wasQuotedFrom ?value } UNION "
        "{ ?thing prov:wasQuotedFrom|ght:document ?value } UNION "
        "{ ?quoted ght:evidence ?thing ; prov:wasQuotedFrom ?value }",
    ),
)
"""Every facet; a list shows those that sort its things."""

NAMES = tuple(facet.name for facet in FACETS)
_BY_NAME = {facet.name: facet for facet in FACETS}


def prologue(body: str) -> str:
    """Return the PREFIX lines that ``body`` needs."""
    used = (prefix for prefix in PREFIXES if f"{prefix}:" in body)
    return "".join(f"PREFIX {prefix}: <{PREFIXES[prefix]}>\n" for prefix in used)


def values_query(facet: Facet) -> str:
    """Return the query of the things and values of a facet; with ``first``, of departments."""
    of = "?department" if facet.first else "?thing"
    return f"{prologue(facet.pattern)}SELECT {of} ?value WHERE {{ {facet.pattern} }}"


def first_query(facet: Facet) -> str:
    """Return the query that gives every thing and the department from which a facet goes on."""
    return f"{prologue(facet.first)}SELECT ?thing ?department WHERE {{ {facet.first} }}"


def list_query(kind: str, chosen: dict[str, str]) -> str:
    """Return the query behind a list: the things of a kind that the chosen values leave."""
    lines = ["  ?thing a ?class .", f'  FILTER(STRSTARTS(STR(?thing), "{iris.BASE}id/{kind}/"))']
    lines += [f"  FILTER EXISTS {{ {_with_value(name, value)} }}" for name, value in chosen.items()]
    lines += [
        "  OPTIONAL { ?thing rdfs:label|skos:prefLabel|dcterms:title ?label }",
    ]
    body = "SELECT DISTINCT ?thing ?label WHERE {\n" + "\n".join(lines) + "\n} ORDER BY ?thing"
    return prologue(body) + body


def _with_value(name: str, value: str) -> str:
    return f"{_BY_NAME[name].whole} FILTER(STR(?value) = {_literal(full(value))})"


def _literal(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c.isprintable() else " " for c in escaped) + '"'


def full(value: str) -> str:
    """Return the IRI that a value of a facet abbreviates, or the value as it is."""
    try:
        return expand(value) if ":" in value else value
    except KeyError:
        return value
