"""The index of the country: the newest lifted extract as tables that national pages read, SQLite.

Statements are read once, in the order of the sorted lines, so memory stays bounded. Entries are
numbered in the order of their names; what pages count is counted here once, over every combination
of values, and read from there.
"""

from __future__ import annotations

import csv
import sqlite3
from collections.abc import Iterator, Sequence

from pyoxigraph import NamedNode

from ghtld import iris, spelling
from ghtld.edition import nquads
from ghtld.edition.extract import PreparedExtract
from ghtld.extracts import Extract
from ghtld.release import NATIONAL_FORMAT, Release
from ghtld.terms import GEO, GHT, RDF

_HOME = "462"
_UNRESOLVED = "member"
"""The reason under which ``ghtld lift`` sets a member aside that is no entity of the file."""
_FINESS, _GROUPING = (f"<{iris.BASE}id/{kind}/".encode() for kind in ("finess", "finess-group"))


def _written(node: NamedNode) -> bytes:
    """Return a node as the canonical lines write it."""
    return str(node).encode()


_TYPE, _GEOGRAPHIC = _written(RDF.type), _written(GHT.RegisteredGeographicEntity)
_MEMBER, _SUPPORT = _written(GHT.registeredMember), _written(GHT.registeredSupport)
_FIELDS = {
    _written(predicate): at
    for at, predicate in enumerate(
        (
            GHT.registeredName,
            GHT.category,
            GHT.legalStatus,
            GHT.state,
            GHT.closedOn,
            GHT.department,
            GHT.region,
            GHT.communeName,
            GHT.communeCode,
            GHT.postcode,
            GHT.streetAddress,
            GHT.siren,
            GHT.siret,
            GHT.legalEntity,
            GEO.lat,
            GEO.long,
            GHT.ghtCode,
            GHT.groupingNumber,
            GHT.groupingType,
            GHT.updatedOn,
        )
    )
}
_ENTRY_FIELDS = 16
_OF_GROUPING = (GHT.ghtCode, GHT.groupingNumber, GHT.groupingType, GHT.state, GHT.updatedOn)
_SCHEMA = f"""
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA user_version = {NATIONAL_FORMAT};
CREATE TABLE extract (name TEXT NOT NULL);
CREATE TABLE entry (
    id INTEGER PRIMARY KEY, number TEXT NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL,
    category TEXT NOT NULL, status TEXT NOT NULL, state TEXT NOT NULL, closed_on TEXT NOT NULL,
    department TEXT NOT NULL, region TEXT NOT NULL, commune TEXT NOT NULL,
    commune_code TEXT NOT NULL, postcode TEXT NOT NULL, street TEXT NOT NULL,
    siren TEXT NOT NULL, siret TEXT NOT NULL, owner TEXT NOT NULL, latitude REAL, longitude REAL
);
CREATE TABLE grouping (
    id INTEGER PRIMARY KEY, slug TEXT NOT NULL, name TEXT NOT NULL, code TEXT NOT NULL,
    number TEXT NOT NULL, type TEXT NOT NULL, state TEXT NOT NULL, updated TEXT NOT NULL
);
CREATE TABLE member (
    grouping TEXT, number TEXT, support INTEGER, PRIMARY KEY (grouping, number)
) WITHOUT ROWID;
CREATE TABLE unresolved (
    grouping TEXT, technical TEXT, support INTEGER, PRIMARY KEY (grouping, technical)
) WITHOUT ROWID;
CREATE TABLE belongs (
    grouping TEXT, entry INTEGER, PRIMARY KEY (grouping, entry)
) WITHOUT ROWID;
CREATE TABLE cube (
    region TEXT, department TEXT, category TEXT, status TEXT, kind TEXT, state TEXT, n INTEGER,
    PRIMARY KEY (region, department, category, status, kind, state)
) WITHOUT ROWID;
CREATE TABLE spot (
    region TEXT, department TEXT, x REAL, y REAL, PRIMARY KEY (region, department, x, y)
) WITHOUT ROWID;
CREATE TEMP TABLE ready (
    number TEXT, kind TEXT, fold TEXT, name TEXT, category TEXT, status TEXT, state TEXT,
    closed_on TEXT, department TEXT, region TEXT, commune TEXT, commune_code TEXT, postcode TEXT,
    street TEXT, siren TEXT, siret TEXT, owner TEXT, latitude TEXT, longitude TEXT
);
CREATE TEMP TABLE ready_grouping (
    fold TEXT, slug TEXT, name TEXT, code TEXT, number TEXT, type TEXT, state TEXT, updated TEXT
);
"""
_SETTLE = f"""
CREATE UNIQUE INDEX temp.ready_number ON ready (number);
UPDATE ready SET latitude = '', longitude = '', street = '', postcode = ''
    WHERE category = '{_HOME}';
UPDATE ready SET state = 'inactif' WHERE state = '' AND closed_on != '';
INSERT INTO entry SELECT row_number() OVER (ORDER BY r.fold, r.number), r.number, r.kind, r.name,
    r.category, CASE r.status WHEN '' THEN coalesce(o.status, '') ELSE r.status END, r.state,
    r.closed_on, r.department, r.region, r.commune, r.commune_code, r.postcode, r.street, r.siren,
    r.siret, r.owner, CAST(nullif(r.latitude, '') AS REAL), CAST(nullif(r.longitude, '') AS REAL)
    FROM ready r LEFT JOIN ready o ON o.number = r.owner ORDER BY r.fold, r.number;
INSERT INTO grouping SELECT row_number() OVER (ORDER BY fold, slug), slug, name, code, number, type,
    state, updated FROM ready_grouping ORDER BY fold, slug;
DROP TABLE ready;
DROP TABLE ready_grouping;
CREATE UNIQUE INDEX entry_number ON entry (number);
CREATE INDEX entry_place ON entry (region, department, category);
CREATE INDEX entry_department ON entry (department, category);
CREATE INDEX entry_category ON entry (category, region);
CREATE INDEX entry_status ON entry (status, region);
CREATE INDEX entry_owner ON entry (owner);
CREATE INDEX entry_state ON entry (state);
CREATE UNIQUE INDEX grouping_slug ON grouping (slug);
CREATE INDEX member_number ON member (number);
INSERT OR IGNORE INTO belongs SELECT m.grouping, e.id FROM member m JOIN entry e USING (number);
INSERT OR IGNORE INTO belongs SELECT m.grouping, e.id FROM member m JOIN entry e
    ON e.owner = m.number;
CREATE INDEX belongs_entry ON belongs (entry);
INSERT INTO cube SELECT region, department, category, status, kind, state, count(*) FROM entry
    GROUP BY region, department, category, status, kind, state;
INSERT INTO spot SELECT DISTINCT region, department, round(longitude, 2), round(latitude, 2)
    FROM entry WHERE longitude IS NOT NULL AND latitude IS NOT NULL AND kind = 'geographic';
"""


def write(release: Release, registers: Sequence[PreparedExtract]) -> None:
    """Write the index of the newest of ``registers``; a release without one has none."""
    release.national.unlink(missing_ok=True)
    if not registers:
        return
    newest = registers[-1]
    connection = sqlite3.connect(release.national, isolation_level=None)
    try:
        connection.executescript(_SCHEMA)
        connection.execute("BEGIN")
        connection.execute("INSERT INTO extract VALUES (?)", [newest.extract.name])
        _stage(connection, newest)
        for statement in _SETTLE.split(";\n"):
            connection.execute(statement)
        connection.executemany(
            "INSERT OR IGNORE INTO unresolved SELECT slug, ?, ? FROM grouping WHERE slug = ?",
            _unresolved(newest.extract),
        )
        connection.execute("COMMIT")
        connection.execute("ANALYZE")
    finally:
        connection.close()


def _stage(connection: sqlite3.Connection, register: PreparedExtract) -> None:
    """Set down entries, groupings and members as the lines pass by."""
    entry = f"INSERT INTO ready VALUES ({', '.join('?' * (_ENTRY_FIELDS + 3))})"
    for subject, block in nquads.blocks(register.triples()):
        if subject.startswith(_FINESS):
            connection.execute(entry, _entry(_last(subject), block))
        elif subject.startswith(_GROUPING):
            _stage_grouping(connection, _last(subject), block)


def _entry(number: str, block: list[bytes]) -> list[str]:
    values, rest = _read(block)
    kind = "geographic" if (_TYPE, _GEOGRAPHIC) in rest else "legal"
    return [number, kind, _fold(values[0]), *values[:_ENTRY_FIELDS]]


def _read(block: list[bytes]) -> tuple[list[str], list[tuple[bytes, bytes]]]:
    """Return the fields of an entry or grouping, and predicate and object of what is no field."""
    values, rest = [""] * len(_FIELDS), []
    for _, predicate, value in nquads.statements(block):
        at = _FIELDS.get(predicate)
        if at is None:
            rest.append((predicate, value))
        else:
            values[at] = _value(value)
    return values, rest


def _stage_grouping(connection: sqlite3.Connection, slug: str, block: list[bytes]) -> None:
    values, rest = _read(block)
    members: dict[str, bool] = {}
    for predicate, value in rest:
        if predicate in (_MEMBER, _SUPPORT):
            number = _value(value)
            members[number] = members.get(number, False) or predicate == _SUPPORT
    wanted = [values[_FIELDS[_written(predicate)]] for predicate in _OF_GROUPING]
    row = [_fold(values[0]), slug, values[0], *wanted]
    connection.execute("INSERT INTO ready_grouping VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
    connection.executemany(
        "INSERT INTO member VALUES (?, ?, ?)",
        [(slug, number, support) for number, support in sorted(members.items())],
    )


def _value(written: bytes) -> str:
    """Return a text as it is, of a node the last step of its IRI: a code, a number."""
    return _last(written) if written.startswith(b"<") else nquads.literal(written)[0]


def _last(written: bytes) -> str:
    return nquads.iri_of(written).rpartition("/")[2]


def _fold(name: str) -> str:
    """Return a name as lists sort it: without capitals and accents; what has none comes last."""
    return spelling.fold(name) or "\U0010ffff"


def _unresolved(extract: Extract) -> Iterator[tuple[str, bool, str]]:
    """Yield identifier, whether a support, and grouping of each member that the lift set aside."""
    if not extract.rejects.is_file():
        return
    with extract.rejects.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter=";"):
            told = row["row"].split(" ") if row["reason"] == _UNRESOLVED else []
            if len(told) == 3:
                grouping, technical, role = told
                yield technical, role == "S", _last(grouping.encode())
