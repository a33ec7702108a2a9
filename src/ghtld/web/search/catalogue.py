"""Lists of the things of a kind, narrowed by facets, from the index of a release. No web.

A whole list costs the same whatever its length: rows come from an index in the order in which they
are shown, and its counts were made by the build. A narrowed one costs what is left of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from ghtld.facets import NAMES
from ghtld.web.search.finder import Finder

MOST_VALUES = 500
"""How many values of one facet are read."""
_AT_ONCE = 1_000


@dataclass(frozen=True)
class Value:
    """A value of a facet and how many things of the list have it."""

    value: str
    count: int


@dataclass(frozen=True)
class Entry:
    """A thing of a list: its IRI, its FINESS numbers, the labels that it has."""

    number: int
    iri: str
    finess: str
    fr: str | None
    en: str | None


@dataclass(frozen=True)
class Listing:
    """The things of one kind that the chosen values of facets leave; one value a facet."""

    finder: Finder
    kind: str
    chosen: Mapping[str, str]

    @property
    def total(self) -> int:
        """Return how many things of the kind there are."""
        return self._told("", "")

    @property
    def count(self) -> int:
        """Return how many are left."""
        if not self.chosen:
            return self.total
        if len(self.chosen) == 1:
            return self._told(*next(iter(self.chosen.items())))
        left, values = self._left(self.chosen)
        return _int(self.finder.rows(f"SELECT count(*) FROM ({left})", values)[0][0])

    def _told(self, name: str, value: str) -> int:
        """Return what the build counted: how many things have a value, or how many there are."""
        sql = "SELECT things FROM tally WHERE kind = ? AND name = ? AND value = ?"
        rows = self.finder.rows(sql, [self.kind, name, value])
        return _int(rows[0][0]) if rows else 0

    def _left(self, chosen: Mapping[str, str]) -> tuple[str, list[object]]:
        """Return the query for the numbers of the things that have all the values, one at least."""
        one = "SELECT thing FROM facet WHERE kind = ? AND name = ? AND value = ?"
        values = [part for pair in chosen.items() for part in (self.kind, *pair)]
        return " INTERSECT ".join([one] * len(chosen)), list(values)

    def entries(self, language: str, limit: int, offset: int = 0) -> list[Entry]:
        """Return ``limit`` things from ``offset`` on, in the order of their names."""
        column = "fr" if language == "fr" else "en"
        where = "kind = ?"
        values: list[object] = [self.kind]
        if self.chosen:
            left, values = self._left(self.chosen)
            where = f"id IN ({left})"
        sql = (
            f"SELECT id, iri, finess, label_fr, label_en FROM thing WHERE {where} "
            f"ORDER BY {column}, id LIMIT ? OFFSET ?"
        )
        return [_entry(row) for row in self.finder.rows(sql, [*values, limit, offset])]

    def every(self, language: str) -> Iterator[Entry]:
        """Yield all that are left, in the order of their names."""
        return (entry for part in self._parts(language) for entry in part)

    def every_with_values(self, language: str) -> Iterator[tuple[Entry, dict[str, list[str]]]]:
        """Yield all that are left, each with its values by facet."""
        for part in self._parts(language):
            found: dict[int, dict[str, list[str]]] = {}
            marks = ", ".join("?" * len(part))
            sql = f"SELECT thing, name, value FROM facet WHERE thing IN ({marks}) ORDER BY value"
            for thing, name, value in self.finder.rows(sql, [entry.number for entry in part]):
                values = found.setdefault(_int(thing), {})
                values.setdefault(str(name), []).append(str(value))
            yield from ((entry, found.get(entry.number, {})) for entry in part)

    def _parts(self, language: str) -> Iterator[list[Entry]]:
        offset = 0
        while part := self.entries(language, _AT_ONCE, offset):
            yield part
            offset += len(part)

    def facets(self) -> dict[str, list[Value]]:
        """Return the values that would narrow the list, by facet, the most frequent first.

        A facet of which a value is chosen is counted as if it were not, so that another can be
        chosen in its place; values that leave the list as it is are left out.
        """
        counted = self._counted(self.chosen)
        for name in self.chosen:
            counted[name] = self._counted(self._others(name), name).get(name, [])
        told = {name: self._telling(name, counted[name]) for name in NAMES if name in counted}
        return {name: values for name, values in told.items() if values}

    def values(self, name: str) -> list[Value]:
        """Return the values of one facet that would narrow the list, the most frequent first."""
        return self._telling(name, self._counted(self._others(name), name).get(name, []))

    def _others(self, name: str) -> dict[str, str]:
        return {key: value for key, value in self.chosen.items() if key != name}

    def _telling(self, name: str, values: list[Value]) -> list[Value]:
        """Return those of the values of a facet that leave less than there is without it."""
        whole, kept = replace(self, chosen=self._others(name)).count, self.chosen.get(name)
        return [value for value in values if value.count < whole or value.value == kept]

    def _counted(self, chosen: Mapping[str, str], name: str = "") -> dict[str, list[Value]]:
        """Return the values of the things that ``chosen`` leaves; of one facet if ``name`` is."""
        given: list[object] = [self.kind]
        sql = "SELECT name, value, things FROM tally WHERE kind = ? AND name != ''"
        if chosen:
            left, given = self._left(chosen)
            sql = (
                f"WITH chosen (id) AS MATERIALIZED ({left}) SELECT name, value, count(*) AS things "
                "FROM chosen CROSS JOIN facet ON thing = id WHERE true"
            )
        if name:
            sql, given = f"{sql} AND name = ?", [*given, name]
        sql += f"{' GROUP BY name, value' if chosen else ''} ORDER BY name, things DESC, value"
        found: dict[str, list[Value]] = {}
        for facet, value, count in self.finder.rows(sql, given):
            several = found.setdefault(str(facet), [])
            if len(several) < MOST_VALUES:
                several.append(Value(str(value), _int(count)))
        return found

    def names(self) -> list[str]:
        """Return the names of the facets that things of this kind have values of."""
        rows = self.finder.rows("SELECT DISTINCT name FROM tally WHERE kind = ?", [self.kind])
        known = {str(row[0]) for row in rows}
        return [name for name in NAMES if name in known]


def _entry(row: tuple[object, ...]) -> Entry:
    number, iri, finess, fr, en = row
    labels = (None if text is None else str(text) for text in (fr, en))
    return Entry(_int(number), str(iri), str(finess), *labels)


def _int(value: object) -> int:
    return value if isinstance(value, int) else 0
