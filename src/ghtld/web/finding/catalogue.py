"""Lists of the things of a kind, narrowed by facets, from the index of a release. No web.

A page costs the same whatever the length of the list: rows come from an index in the order in which
they are shown; counts are made over numbers only.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ghtld.facets import NAMES
from ghtld.web.finding.finder import Finder

MOST_VALUES = 500
"""How many values of one facet are read."""


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
        rows = self.finder.rows("SELECT count(*) FROM thing WHERE kind = ?", [self.kind])
        return _int(rows[0][0])

    @property
    def count(self) -> int:
        """Return how many are left."""
        where, values = self._where(self.chosen)
        return _int(self.finder.rows(f"SELECT count(*) FROM thing t WHERE {where}", values)[0][0])

    def entries(self, language: str, limit: int, offset: int = 0) -> list[Entry]:
        """Return ``limit`` things from ``offset`` on, in the order of their names."""
        column = "fr" if language == "fr" else "en"
        where, values = self._where(self.chosen)
        sql = (
            f"SELECT id, iri, finess, label_fr, label_en FROM thing t WHERE {where} "
            f"ORDER BY {column}, id LIMIT ? OFFSET ?"
        )
        return [_entry(row) for row in self.finder.rows(sql, [*values, limit, offset])]

    def every(self, language: str, at_once: int = 1_000) -> Iterator[Entry]:
        """Yield all that are left, in the order of their names."""
        offset = 0
        while part := self.entries(language, at_once, offset):
            yield from part
            offset += len(part)

    def facets(self) -> dict[str, list[Value]]:
        """Return the values that would narrow the list, by facet, the most frequent first.

        A facet of which a value is chosen is counted as if it were not, so that another can be
        chosen in its place; values that leave the list as it is are left out.
        """
        return {name: values for name in NAMES if (values := self._values(name))}

    def _values(self, name: str) -> list[Value]:
        others = {key: value for key, value in self.chosen.items() if key != name}
        where, values = self._where(others)
        narrowed = f"AND f.thing IN (SELECT t.id FROM thing t WHERE {where})" if others else ""
        sql = (
            "SELECT value, count(*) AS n FROM facet f WHERE f.kind = ? AND f.name = ? "
            f"{narrowed} GROUP BY value ORDER BY n DESC, value LIMIT ?"
        )
        given = [self.kind, name, *(values if others else []), MOST_VALUES]
        counted = [Value(str(row[0]), _int(row[1])) for row in self.finder.rows(sql, given)]
        whole = Listing(self.finder, self.kind, others).count
        kept = self.chosen.get(name)
        return [value for value in counted if value.count < whole or value.value == kept]

    def values_of(self, number: int) -> dict[str, list[str]]:
        """Return the values of one thing by facet."""
        found: dict[str, list[str]] = {}
        sql = "SELECT name, value FROM facet WHERE thing = ? ORDER BY name, value"
        for name, value in self.finder.rows(sql, [number]):
            found.setdefault(str(name), []).append(str(value))
        return found

    def names(self) -> list[str]:
        """Return the names of the facets that things of this kind have values of."""
        sql = "SELECT 1 FROM facet WHERE kind = ? AND name = ? LIMIT 1"
        return [name for name in NAMES if self.finder.rows(sql, [self.kind, name])]

    def _where(self, chosen: Mapping[str, str]) -> tuple[str, list[object]]:
        parts, values = ["t.kind = ?"], [self.kind]
        for name, value in chosen.items():
            parts.append(
                "EXISTS (SELECT 1 FROM facet f WHERE f.kind = ? AND f.name = ? "
                "AND f.value = ? AND f.thing = t.id)"
            )
            values += [self.kind, name, value]
        return " AND ".join(parts), list(values)


def _entry(row: tuple[object, ...]) -> Entry:
    number, iri, finess, fr, en = row
    labels = (None if text is None else str(text) for text in (fr, en))
    return Entry(_int(number), str(iri), str(finess), *labels)


def _int(value: object) -> int:
    return value if isinstance(value, int) else 0
