"""The index of the country, asked: entries, groupings and counts of one extract. Pure over SQLite.

Counts come from a table of every combination of values, lists from indexes in the order in which
they are shown; so a page costs the same whatever the size of the country.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import NamedNode

from ghtld import iris
from ghtld.release import NATIONAL_FORMAT
from ghtld.ui.problems import Problem
from ghtld.web.index import Index

NAMES = ("kind", "region", "department", "category", "status", "state", "grouping")
"""What narrows a list, as it stands in addresses: one value each."""
UNSAID = "-"
"""How an address says that the register gives no value."""
SCHEMES: dict[str, str] = {
    "region": "region",
    "department": "department",
    "category": "category",
    "status": "legal-status",
    "state": "state",
    "type": "grouping-type",
}
_ENTRY = (
    "number, kind, name, category, status, state, closed_on, department, region, commune, "
    "commune_code, postcode, street, siren, siret, owner, latitude, longitude"
)
_HOSPITALS = "('101', '106', '114', '122', '128', '129', '131', '292', '355', '365')"

Chosen = Mapping[str, str]
"""The values that narrow what is asked, by name; UNSAID stands for none."""


class CountryIndex(Index):
    """The index of the country of one release."""

    written_as = NATIONAL_FORMAT
    problem = Problem(503, "nat-damaged")

    def __init__(self, path: Path, on_damage: Callable[[], None] = lambda: None) -> None:
        """Open the index at ``path``; raise NoIndex for one that can't be read."""
        super().__init__(path, on_damage)
        self.extract = str(self.row("SELECT name FROM extract")[0])

    @property
    def graph(self) -> NamedNode:
        """Return the graph of the extract."""
        return iris.graph(self.extract)

    @property
    def date(self) -> str:
        """Return the date of the extract, ``2026-03-09`` or ``2026-03``."""
        return self.extract.removeprefix("finess-")

    def counts(self, by: str, chosen: Chosen) -> dict[str, int]:
        """Return how many entries have each value of ``by``, the most frequent first."""
        where, values = _where(chosen)
        if by == "grouping":
            joined = "belongs b JOIN entry e ON e.id = b.entry"
            sql = f"SELECT b.grouping, count(*) AS n FROM {joined} {where}"
        elif "grouping" in chosen:
            sql = f"SELECT e.{by}, count(*) AS n FROM entry e {where}"
        else:
            sql = f"SELECT e.{by}, sum(n) AS n FROM cube e {where}"
        found = self.rows(f"{sql} GROUP BY 1 ORDER BY n DESC, 1", values)
        return {str(value): _int(count) for value, count in found}

    def count(self, chosen: Chosen) -> int:
        """Return how many entries the chosen values leave."""
        return sum(self.counts("kind", chosen).values())

    def entries(self, chosen: Chosen, limit: int, offset: int = 0) -> list[Entry]:
        """Return ``limit`` entries from ``offset`` on, in the order of their names."""
        where, values = _where(chosen)
        ids = f"SELECT e.id FROM entry e {where} ORDER BY e.id LIMIT ? OFFSET ?"
        if not chosen:
            ids, values = "SELECT id FROM entry WHERE id > ?2 ORDER BY id LIMIT ?1", []
        sql = f"SELECT {_ENTRY} FROM entry WHERE id IN ({ids}) ORDER BY id"
        return [Entry(*row) for row in self.rows(sql, [*values, limit, offset])]

    def every(self, chosen: Chosen, at_once: int = 2_000) -> Iterator[Entry]:
        """Yield all entries that the chosen values leave, in the order of their names."""
        offset = 0
        while part := self.entries(chosen, at_once, offset):
            yield from part
            offset += len(part)

    def entry(self, number: str) -> Entry | None:
        """Return the entry with this number."""
        found = self.rows(f"SELECT {_ENTRY} FROM entry WHERE number = ?", [number])
        return Entry(*found[0]) if found else None

    def groupings(self, chosen: Chosen) -> list[Grouping]:
        """Return the groupings that have a member in the chosen region or department, by name."""
        where, values = _where({k: v for k, v in chosen.items() if k in ("region", "department")})
        narrowed = (
            "WHERE slug IN (SELECT m.grouping FROM member m JOIN entry e ON e.number = m.number "
            f"{where})"
            if where
            else ""
        )
        sql = (
            "SELECT slug, name, code, number, type, state, updated, (SELECT count(*) FROM member m "
            f"WHERE m.grouping = slug) FROM grouping {narrowed} ORDER BY id"
        )
        return [Grouping(*row) for row in self.rows(sql, values)]

    def grouping(self, slug: str) -> Grouping | None:
        """Return the grouping with this identifier."""
        sql = (
            "SELECT slug, name, code, number, type, state, updated, (SELECT count(*) FROM member m "
            "WHERE m.grouping = slug) FROM grouping WHERE slug = ?"
        )
        found = self.rows(sql, [slug])
        return Grouping(*found[0]) if found else None

    def groupings_of(self, number: str) -> list[Grouping]:
        """Return the groupings that an entry, or its legal entity, is a member of."""
        sql = (
            "SELECT grouping FROM belongs b JOIN entry e ON e.id = b.entry WHERE e.number = ? "
            "ORDER BY 1 LIMIT 20"
        )
        found = (self.grouping(slug) for (slug,) in self.rows(sql, [number]))
        return [one for one in found if one is not None]

    def grouping_counts(self, by: str, chosen: Chosen) -> dict[str, int]:
        """Return how many groupings have a member in each region or department."""
        where, values = _where(chosen)
        sql = (
            f"SELECT e.{by}, count(DISTINCT m.grouping) FROM member m "
            f"JOIN entry e ON e.number = m.number {where} GROUP BY 1"
        )
        return {str(value): _int(count) for value, count in self.rows(sql, values)}

    def support(self, slug: str) -> tuple[str, str]:
        """Return number and region of the first support of a grouping; empty for none."""
        sql = (
            "SELECT m.number, coalesce(e.region, '') FROM member m "
            "LEFT JOIN entry e USING (number) WHERE m.grouping = ? AND m.support "
            "ORDER BY m.number LIMIT 1"
        )
        found = self.rows(sql, [slug])
        return (str(found[0][0]), str(found[0][1])) if found else ("", "")

    def members(self, slug: str) -> list[Member]:
        """Return the members of a grouping, supports first, then in the order of their names."""
        sql = (
            "SELECT m.number, m.support FROM member m LEFT JOIN entry e USING (number) "
            "WHERE m.grouping = ? ORDER BY m.support DESC, e.id IS NULL, e.id, m.number"
        )
        return [
            self._member(str(number), bool(support)) for number, support in self.rows(sql, [slug])
        ]

    def _member(self, number: str, support: bool) -> Member:
        entry = self.entry(number)
        site = entry if entry is not None and entry.latitude is not None else self._site(number)
        return Member(number, support, entry, site)

    def _site(self, owner: str) -> Entry | None:
        """Return an establishment with a point of a legal entity: a hospital first."""
        sql = (
            f"SELECT {_ENTRY} FROM entry WHERE owner = ? AND latitude IS NOT NULL AND state != "
            f"'inactif' ORDER BY category NOT IN {_HOSPITALS}, number LIMIT 1"
        )
        found = self.rows(sql, [owner])
        return Entry(*found[0]) if found else None

    def unresolved(self, slug: str) -> list[tuple[str, bool]]:
        """Return the members that are no entity of the extract: identifier, whether a support."""
        sql = "SELECT technical, support FROM unresolved WHERE grouping = ? ORDER BY 2 DESC, 1"
        return [(str(technical), bool(support)) for technical, support in self.rows(sql, [slug])]

    def spots(self, chosen: Chosen) -> list[tuple[float, float]]:
        """Return where there are establishments, in degrees east and north, to a hundredth."""
        where, values = _where(chosen)
        sql = f"SELECT DISTINCT x, y FROM spot e {where}"
        return [(float(str(x)), float(str(y))) for x, y in self.rows(sql, values)]

    def region_of(self, department: str) -> str:
        """Return the region in which the extract places a department; empty for none."""
        sql = "SELECT region FROM cube WHERE department = ? ORDER BY region DESC LIMIT 1"
        found = self.rows(sql, [department])
        return str(found[0][0]) if found else ""


def _where(chosen: Chosen) -> tuple[str, list[object]]:
    """Return the clause that keeps what has the chosen values, over a table called ``e``."""
    parts: list[str] = []
    values: list[object] = []
    for name in NAMES:
        value = chosen.get(name)
        if value is not None and name == "grouping":
            parts.append("e.id IN (SELECT entry FROM belongs WHERE grouping = ?)")
            values.append(value)
        elif value is not None:
            parts.append(f"e.{name} = ?")
            values.append("" if value == UNSAID else value)
    return (f"WHERE {' AND '.join(parts)}" if parts else ""), values


def _int(value: object) -> int:
    return value if isinstance(value, int) else 0


@dataclass(frozen=True)
class Entry:
    """An entry as the register gives it; what it does not say is empty.

    ``status`` is the entry’s own or that of its legal entity; coordinates are WGS84 degrees.
    """

    number: str
    kind: str
    name: str
    category: str
    status: str
    state: str
    closed_on: str
    department: str
    region: str
    commune: str
    commune_code: str
    postcode: str
    street: str
    siren: str
    siret: str
    owner: str
    latitude: float | None
    longitude: float | None

    @property
    def iri(self) -> str:
        """Return the IRI of the entry."""
        return iris.Thing("finess", self.number).iri

    @property
    def closed(self) -> bool:
        """Tell whether the register says that it is closed."""
        return self.state == "inactif"


@dataclass(frozen=True)
class Grouping:
    """A grouping as the register gives it, and how many members it names."""

    slug: str
    name: str
    code: str
    number: str
    type: str
    state: str
    updated: str
    members: int = 0

    @property
    def iri(self) -> str:
        """Return the IRI of the grouping."""
        return iris.Thing("finess-group", self.slug).iri


@dataclass(frozen=True)
class Member:
    """A member of a grouping: its number, its entry if the extract has one, whether a support.

    ``site`` is the entry whose point stands for it on a map: its own, or an establishment of it.
    """

    number: str
    support: bool
    entry: Entry | None
    site: Entry | None
