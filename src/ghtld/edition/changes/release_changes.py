"""What changed between the two newest extracts that are held, written into a release.

The files to download are part of the release's manifest; the table that pages read is made from
the same changes and, like the store, stands in no manifest.
"""

from __future__ import annotations

import csv
import io
import json
import re
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple

from ghtld import formats, iris
from ghtld.changes import IDENTITY, Change, Kind
from ghtld.edition import dumps
from ghtld.edition.changes.compare import Comparison, compare
from ghtld.edition.changes.sources import Side, of_register
from ghtld.edition.extract import PreparedExtract
from ghtld.release import CHANGES_FORMAT, File, Release
from ghtld.terms import DCTERMS, ORG, PREFIXES, PROV, RDF, RDFS, XSD, Namespace

_TABLES = """
CREATE TABLE said (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE change (rank INTEGER PRIMARY KEY, kind TEXT NOT NULL, told TEXT NOT NULL);
CREATE TABLE within (place TEXT NOT NULL, rank INTEGER NOT NULL, PRIMARY KEY (place, rank))
    WITHOUT ROWID;
CREATE INDEX kinds ON change (kind, rank);
"""


def write(
    release: Release, registers: Sequence[PreparedExtract], withdrawn: Collection[str] = ()
) -> dict[str, File]:
    """Write the changes of the newest of ``registers`` against the one before, if there is one.

    What is ``withdrawn`` is in none of the files. Return the entries of the manifest.
    """
    if len(registers) < 2:
        return {}
    old, new = (of_register(one.extract.name, one.lines) for one in registers[-2:])
    comparison = compare(old, new)
    kept = tuple(c for c in comparison.changes if not _names(c, withdrawn))
    comparison = replace(comparison, changes=kept)
    _tabulate(release.changes, comparison)
    files: dict[str, File] = {}
    for suffix, parts, media_type in (
        ("ttl", as_turtle(comparison), "text/turtle"),
        ("json", as_json(comparison), "application/json"),
        ("csv", as_csv(comparison), "text/csv"),
    ):
        path = release.dumps / f"changes.{suffix}"
        files |= dumps.write(release, path, map(str.encode, parts), media_type)
    return files


def _names(change: Change, withdrawn: Collection[str]) -> bool:
    return any(named.iri in withdrawn for named in (change.subject, *change.others))


def _tabulate(path: Path, comparison: Comparison) -> None:
    """Write the table that pages read: each change, and the regions and groupings it concerns."""
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as table, table:
        table.execute(f"PRAGMA user_version = {CHANGES_FORMAT}")
        table.executescript(_TABLES)
        table.executemany("INSERT INTO said VALUES (?, ?)", _said(comparison))
        ranked = list(enumerate(comparison.changes))
        table.executemany(
            "INSERT INTO change VALUES (?, ?, ?)",
            ((n, c.kind.value, json.dumps(c.plain(), ensure_ascii=False)) for n, c in ranked),
        )
        table.executemany(
            "INSERT INTO within VALUES (?, ?)",
            ((place, n) for n, c in ranked for place in sorted({*c.regions, *c.groups})),
        )


def _said(comparison: Comparison) -> Iterable[tuple[str, str]]:
    yield "old", comparison.old.date
    yield "new", comparison.new.date
    yield "remarks", json.dumps(comparison.remarks, ensure_ascii=False)


_STREAMS = "https://www.w3.org/ns/activitystreams#"
AS = Namespace(_STREAMS)
_ACTIVITIES = {
    Kind.CREATED: AS.Create,
    Kind.REOPENED: AS.Create,
    Kind.CLOSED: AS.Delete,
    Kind.MOVED: AS.Move,
    Kind.JOINED: AS.Add,
    Kind.SUPPORT_GAINED: AS.Add,
    Kind.LEFT: AS.Remove,
    Kind.SUPPORT_LOST: AS.Remove,
}
"""What is done to an entity; anything else is an ``as:Update``."""
_GAINED = (Kind.JOINED, Kind.SUPPORT_GAINED)
_PREFIXES = {
    "as": _STREAMS,
    **{name: PREFIXES[name] for name in ("dcterms", "org", "prov", "rdfs", "xsd", "graph")},
}
HEADS = (
    "change",
    "iri",
    "name",
    "sort",
    "before",
    "after",
    "with",
    "with_names",
    "date",
    "regions",
)
"""The columns of the CSV."""
_AT_ONCE = 2_000
_PREFIX = re.compile(r"^@prefix .*\n", re.MULTILINE)
_RISKY = ("=", "+", "-", "@", "\t", "\r")


def set_of(comparison: Comparison) -> str:
    """Return the IRI of a set of changes, whose fragments name them."""
    parts = (
        side.iri.rpartition("/")[2].partition("#")[2] or side.date for side in _sides(comparison)
    )
    return f"{iris.BASE}changes/{'/'.join(parts)}"


def _sides(comparison: Comparison) -> tuple[Side, Side]:
    return comparison.old, comparison.new


def as_json(comparison: Comparison) -> Iterator[str]:
    """Yield the text of a JSON object: sides, counts, remarks, and each change on a line."""
    told = {
        **{
            key: {"name": side.name, "date": side.date, "iri": side.iri}
            for key, side in zip(("old", "new"), _sides(comparison), strict=True)
        },
        "counts": {kind.value: count for kind, count in comparison.counts().items()},
        "remarks": [text._asdict() for text in comparison.remarks],
    }
    yield json.dumps(told, ensure_ascii=False, indent=1)[:-2] + ',\n "changes": ['
    for rank, change in enumerate(comparison.changes):
        yield ",\n  " if rank else "\n  "
        yield json.dumps(change.plain(), ensure_ascii=False)
    yield "\n ]\n}\n"


def as_csv(comparison: Comparison) -> Iterator[str]:
    """Yield the lines of a CSV (RFC 4180), harmless to spreadsheets."""
    yield _row(HEADS)
    for change in comparison.changes:
        yield _row(
            (
                change.kind.value,
                change.subject.iri,
                change.subject.fr,
                change.of,
                change.before,
                change.after,
                " | ".join(other.iri for other in change.others),
                " | ".join(other.fr for other in change.others),
                change.on,
                " ".join(change.regions),
            )
        )


def _row(cells: tuple[str, ...]) -> str:
    line = io.StringIO()
    safe = [f"'{cell}" if cell.startswith(_RISKY) else cell for cell in cells]
    csv.writer(line, lineterminator="\r\n").writerow(safe)
    return line.getvalue()


def as_turtle(comparison: Comparison) -> Iterator[str]:
    """Yield the text of the changes as Turtle, some at a time: the set, then each change."""
    home = set_of(comparison)
    yield _turtle(_about(comparison, NamedNode(home)))
    for start in range(0, len(comparison.changes), _AT_ONCE):
        some = comparison.changes[start : start + _AT_ONCE]
        text = _turtle(triple for change in some for triple in _triples(home, change))
        yield _PREFIX.sub("", text)


def _turtle(triples: Iterator[Triple]) -> str:
    return formats.encode(triples, RdfFormat.TURTLE, _PREFIXES).decode()


def _about(comparison: Comparison, whole: NamedNode) -> Iterator[Triple]:
    names = (comparison.old.name, comparison.new.name)
    yield Triple(whole, RDF.type, PROV.Entity)
    for language, words in (("fr", "Changements de {} à {}"), ("en", "Changes from {} to {}")):
        yield Triple(whole, RDFS.label, Literal(words.format(*names), language=language))
    for side in _sides(comparison):
        yield Triple(whole, PROV.wasDerivedFrom, NamedNode(side.iri))


def _triples(home: str, change: Change) -> Iterator[Triple]:
    node = NamedNode(f"{home}#{change.fragment}")
    yield Triple(node, DCTERMS.isPartOf, NamedNode(home))
    for language in ("fr", "en"):
        said = Literal(change.sentence(language), language=language)
        yield Triple(node, RDFS.label, said)
    yield from _identity(node, change) if change.kind in IDENTITY else _activity(node, change)


def _identity(node: NamedNode, change: Change) -> Iterator[Triple]:
    subject = [change.subject.iri]
    others = [other.iri for other in change.others]
    before, after = (others, subject) if change.kind is Kind.MERGED else (subject, others)
    yield Triple(node, RDF.type, ORG.ChangeEvent)
    for iri in before:
        yield Triple(node, ORG.originalOrganization, NamedNode(iri))
    for iri in after:
        yield Triple(node, ORG.resultingOrganization, NamedNode(iri))


def _activity(node: NamedNode, change: Change) -> Iterator[Triple]:
    yield Triple(node, RDF.type, _ACTIVITIES.get(change.kind, AS.Update))
    yield Triple(node, AS.object, NamedNode(change.subject.iri))
    place = AS.target if change.kind in _GAINED else AS.origin
    for other in change.others:
        yield Triple(node, place, NamedNode(other.iri))
    if change.on:
        yield Triple(node, DCTERMS.date, Literal(change.on, datatype=XSD.date))
    if not change.before:
        return
    for link, part, words in (
        (PROV.used, "before", change.before),
        (PROV.generated, "after", change.after),
    ):
        state = NamedNode(f"{node.value}-{part}")
        yield Triple(node, link, state)
        yield Triple(state, RDF.type, PROV.Entity)
        yield Triple(state, PROV.value, Literal(words))
