"""The index of a release: every thing with a page, found by name and listed by facet, in SQLite.

Statements of the edition are read from the store of the release, one property at a time, and
sorted in a temporary table; a register comes by in the order of its lines. Memory holds the number
of each thing, never all that is said. Rows are numbered by kind, then by length of name: the first
matches of a search are the best ones without ranking, and the things of one kind are a range of
numbers.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain, groupby

from pyoxigraph import Literal, NamedNode, QuerySolutions, Store

from ghtld import iris
from ghtld.edition import nquads
from ghtld.edition.extract import PreparedExtract
from ghtld.facets import FACETS, first_query, values_query
from ghtld.release import SEARCH_FORMAT, Release
from ghtld.spelling import other_forms, words
from ghtld.terms import DCTERMS, GHT, RDF, RDFS, SKOS, shorten

LABELS = (SKOS.prefLabel, RDFS.label, DCTERMS.title)
FORMS = (GHT.nameForm, GHT.registeredName, SKOS.altLabel)
REST = (GHT.quote, GHT.wording, GHT.communeName, GHT.postcode, SKOS.notation, DCTERMS.identifier)
TOLD = (GHT.place, GHT.statedKind, GHT.category)
LONGEST_TEXT = 2_000
_short = lru_cache(10_000)(shorten)
Row = tuple[str, str]
_FIELDS = {
    str(predicate).encode(): field
    for field, predicates in (
        ("type", (RDF.type,)),
        *((str(rank), (predicate,)) for rank, predicate in enumerate(LABELS)),
        ("form", FORMS),
        ("rest", REST),
        ("told", TOLD),
        ("finess", (GHT.finessNumber,)),
    )
    for predicate in predicates
}
"""Properties to the fields of the index; of a label its rank, the language is yet to be read."""
_MOST_WORDS = 300

_FIRST_KINDS = ("group", "establishment", "body", "network", "agreement", "person", "place")
_LAST_KINDS = ("fact", "note", "match", "graph", "evidence")
ORDER = [
    *_FIRST_KINDS,
    *(kind for kind in iris.KINDS if kind not in _FIRST_KINDS + _LAST_KINDS),
    *_LAST_KINDS,
]
"""The kinds in the order in which search shows them: what people look for most comes first."""

_SCHEMA = f"""
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA user_version = {SEARCH_FORMAT};
CREATE TABLE thing (
    id INTEGER PRIMARY KEY, iri TEXT NOT NULL, kind TEXT NOT NULL, fr TEXT NOT NULL,
    en TEXT NOT NULL, label_fr TEXT, label_en TEXT, forms TEXT NOT NULL, finess TEXT NOT NULL
);
CREATE TABLE name (folded TEXT, thing INTEGER, PRIMARY KEY (folded, thing)) WITHOUT ROWID;
CREATE TABLE number (finess TEXT, thing INTEGER, PRIMARY KEY (finess, thing)) WITHOUT ROWID;
CREATE TABLE facet (
    kind TEXT, name TEXT, value TEXT, thing INTEGER, PRIMARY KEY (kind, name, value, thing)
) WITHOUT ROWID;
CREATE TABLE tally (
    kind TEXT, name TEXT, value TEXT, things INTEGER, PRIMARY KEY (kind, name, value)
) WITHOUT ROWID;
CREATE VIRTUAL TABLE words USING fts5(
    name, rest, content = '', detail = 'column', prefix = '1 2 3', tokenize = 'ascii'
);
CREATE VIRTUAL TABLE known USING fts5vocab(words, row);
CREATE VIRTUAL TABLE spelt USING fts5(
    word, detail = 'none', tokenize = 'trigram case_sensitive 1'
);
CREATE VIRTUAL TABLE grams USING fts5vocab(spelt, row);
CREATE TEMP TABLE said (iri TEXT, field TEXT, value TEXT);
CREATE TEMP TABLE ready (
    iri TEXT, kind TEXT, place INTEGER, size INTEGER, fr TEXT, en TEXT, label_fr TEXT,
    label_en TEXT, forms TEXT, finess TEXT, named TEXT, rest TEXT
);
"""
_NUMBER = """
INSERT INTO thing SELECT row_number() OVER (ORDER BY place, size, iri), iri, kind, fr, en,
    label_fr, label_en, forms, finess FROM ready ORDER BY place, size, iri;
CREATE UNIQUE INDEX thing_iri ON thing (iri);
CREATE INDEX thing_fr ON thing (kind, fr, id);
CREATE INDEX thing_en ON thing (kind, en, id);
INSERT INTO words (rowid, name, rest)
    SELECT id, named, rest FROM ready JOIN thing USING (iri) ORDER BY id;
INSERT INTO words (words) VALUES ('optimize');
INSERT INTO spelt (word)
    SELECT '_' || term || '_' FROM known
    WHERE length(term) > 2 AND term GLOB '*[^0-9]*' ORDER BY term;
INSERT INTO spelt (spelt) VALUES ('optimize');
DROP TABLE ready;
"""
_COUNT = """
CREATE INDEX facet_thing ON facet (thing);
INSERT INTO tally SELECT kind, name, value, count(*) FROM facet GROUP BY kind, name, value;
INSERT INTO tally SELECT kind, '', '', count(*) FROM thing GROUP BY kind;
"""
"""What lists count is counted once: by value and, under an empty name, by kind."""

_THINGS = "SELECT iri, kind, id FROM thing"


def write(
    release: Release, default: Sequence[str] = (), registers: Sequence[PreparedExtract] = ()
) -> int:
    """Write the index of a release from its store; return how many things it holds.

    What is indexed is what the ``default`` graphs say, those of the manifest where none is given.
    What those of ``registers`` say of things is read from their lines, which is faster.
    """
    release.search.unlink(missing_ok=True)
    store = Store.read_only(str(release.store))
    graphs = [NamedNode(name) for name in default or release.manifest.default_graphs]
    connection = sqlite3.connect(release.search, isolation_level=None)
    try:
        connection.executescript(_SCHEMA)
        connection.execute("BEGIN")
        passing = [register for register in registers if register.graph in graphs]
        beside = {register.graph for register in passing}
        staged = [graph for graph in graphs if graph not in beside]
        _stage(connection, chain(statements(store, staged), matched_numbers(store, graphs)))
        _make_ready(connection, names_of(store), passing)
        for statement in _NUMBER.split(";\n"):
            connection.execute(statement)
        _write_names(connection)
        _write_facets(connection, store, graphs)
        for statement in _COUNT.split(";\n"):
            connection.execute(statement)
        connection.execute("COMMIT")
        connection.execute("ANALYZE thing")
        found: int = connection.execute("SELECT count(*) FROM thing").fetchone()[0]
        return found
    finally:
        connection.close()


def _stage(connection: sqlite3.Connection, rows: Iterable[tuple[str, str, str]]) -> None:
    connection.executemany("INSERT INTO said VALUES (?, ?, ?)", rows)


def _make_ready(
    connection: sqlite3.Connection, names: dict[str, str], registers: Sequence[PreparedExtract]
) -> None:
    """Make the rows of things: those that only a register speaks of as it passes by."""
    ready = f"INSERT INTO ready VALUES ({', '.join('?' * 12)})"
    staged = {str(iri) for (iri,) in connection.execute("SELECT DISTINCT iri FROM said")}
    shared: list[tuple[str, str, str]] = []
    for register in registers:
        alone = _alone(register, staged, shared)
        connection.executemany(ready, (_entry(iri, said, names) for iri, said in alone))
    _stage(connection, shared)
    rows = connection.execute(
        "SELECT DISTINCT iri, field, value FROM said WHERE iri IN "
        "(SELECT iri FROM said WHERE field = 'type') ORDER BY iri, field, value"
    )
    grouped = groupby(rows, lambda row: str(row[0]))
    made = (_entry(iri, [(field, text) for _, field, text in said], names) for iri, said in grouped)
    connection.executemany(ready, made)
    connection.execute("DROP TABLE said")


def _alone(
    register: PreparedExtract, staged: set[str], shared: list[tuple[str, str, str]]
) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Yield things that nothing else speaks of; put what is said of ``staged`` ones to ``shared``.

    What has no type is no thing.
    """
    for iri, said in things(register):
        if iri in staged:
            shared += ((iri, field, text) for field, text in said)
        elif any(field == "type" for field, _ in said):
            yield iri, said


def _entry(
    iri: str, said: list[tuple[str, str]], names: dict[str, str]
) -> tuple[str | int | None, ...]:
    """Return the row of one thing: labels, what sorts it, and the words it is found by."""
    fields: dict[str, list[str]] = {}
    for field, value in said:
        fields.setdefault(field, []).append(value)
    thing = iris.read(iri) or iris.Thing("", iri)
    labels = {language: _label(fields, language) for language in ("fr", "en")}
    forms = fields.get("form", [])
    shown = labels["fr"] or labels["en"] or next(iter(forms), thing.slug)
    every = [label for label in (*labels.values(), *forms) if label] or [shown]
    named = _with_other_forms(every)
    told = [names.get(node, "") for field in ("type", "told") for node in fields.get(field, [])]
    numbers = sorted(set(fields.get("finess", [])))
    texts = [*told, *numbers, *fields.get("rest", []), thing.slug]
    rest = dict.fromkeys(word for text in texts for word in _read(text))
    return (
        iri,
        thing.kind,
        ORDER.index(thing.kind),
        len(_read(shown)) * 1000 + min(len(shown), 999),
        " ".join(_read(labels["fr"] or shown)),
        " ".join(_read(labels["en"] or shown)),
        labels["fr"],
        labels["en"],
        "\n".join(forms),
        " ".join(numbers),
        " ".join(named),
        " ".join([word for word in rest if word not in named][:_MOST_WORDS]),
    )


@lru_cache(10_000)
def _read(text: str) -> tuple[str, ...]:
    return tuple(words(text))


def _label(fields: dict[str, list[str]], language: str) -> str | None:
    found = (fields.get(f"label-{language}-{rank}") for rank in range(len(LABELS)))
    return next((said[0] for said in found if said), None)


def _with_other_forms(every: Iterable[str]) -> dict[str, None]:
    found: dict[str, None] = {}
    for text in dict.fromkeys(every):  # most things have one name in both languages
        read = _read(text)[:_MOST_WORDS]
        found.update(dict.fromkeys(read))
        found.update(dict.fromkeys(sorted(other_forms(read))))
    return found


def _write_names(connection: sqlite3.Connection) -> None:
    """Write whole names, for questions that are one, and numbers."""
    rows = connection.execute(
        "SELECT id, iif(label_fr != '', fr, ''), iif(label_en != '', en, ''), forms FROM thing"
    )
    connection.executemany(
        "INSERT OR IGNORE INTO name VALUES (?, ?)",
        (
            (read, number)
            for number, fr, en, forms in rows
            for read in (fr, en, *(" ".join(_read(form)) for form in forms.split("\n")))
            if read
        ),
    )
    rows = connection.execute("SELECT id, finess FROM thing WHERE finess != ''")
    connection.executemany(
        "INSERT OR IGNORE INTO number VALUES (?, ?)",
        ((finess, number) for number, numbers in rows for finess in numbers.split()),
    )


def _write_facets(connection: sqlite3.Connection, store: Store, graphs: list[NamedNode]) -> None:
    """Write which things have which values; sorted, as the table keeps them."""
    known = {iri: (kind, at) for iri, kind, at in connection.execute(_THINGS)}
    for facet, found in facets(store, graphs):
        sorts = {(*known[thing], value) for thing, value in found if thing in known}
        connection.executemany(
            "INSERT INTO facet VALUES (?, ?, ?, ?)",
            ((kind, facet, value, at) for kind, at, value in sorted(sorts, key=_in_the_table)),
        )


def _in_the_table(sort: tuple[str, int, str]) -> tuple[str, str, int]:
    kind, at, value = sort
    return kind, value, at


def statements(store: Store, graphs: list[NamedNode]) -> Iterator[tuple[str, str, str]]:
    """Yield thing, field and text of what the index reads; a text may come several times."""
    for graph in graphs:
        for quad in store.quads_for_pattern(None, RDF.type, None, graph):
            if isinstance(quad.subject, NamedNode) and iris.read(quad.subject.value):
                yield quad.subject.value, "type", str(quad.object)[1:-1]
        for rank, predicate in enumerate(LABELS):
            for iri, literal in _literals(store, predicate, graph):
                yield iri, f"label-{literal.language or 'fr'}-{rank}", literal.value
        for field, predicates in (("form", FORMS), ("rest", REST)):
            for predicate in predicates:
                for iri, literal in _literals(store, predicate, graph):
                    yield iri, field, literal.value[:LONGEST_TEXT]
        for predicate in TOLD:
            for quad in store.quads_for_pattern(None, predicate, None, graph):
                if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode):
                    yield quad.subject.value, "told", quad.object.value
        for iri, literal in _literals(store, GHT.finessNumber, graph):
            yield iri, "finess", literal.value


def _literals(
    store: Store, predicate: NamedNode, graph: NamedNode
) -> Iterator[tuple[str, Literal]]:
    for quad in store.quads_for_pattern(None, predicate, None, graph):
        if isinstance(quad.object, Literal) and isinstance(quad.subject, NamedNode):
            yield quad.subject.value, quad.object


def matched_numbers(store: Store, graphs: list[NamedNode]) -> Iterator[tuple[str, str, str]]:
    """Yield the numbers of the register entries that the editors matched to a thing."""
    query = f"SELECT ?thing ?entry {{ ?match {GHT.entity} ?thing ; {GHT.entry} ?entry }}"
    for thing, entry in rows(store, query, graphs):
        yield thing, "finess", entry.rpartition(":")[2]


def rows(store: Store, query: str, graphs: list[NamedNode]) -> Iterator[tuple[str, str]]:
    """Yield the rows of a query of two columns: a thing, and a value as it stands in addresses."""
    found = store.query(query, default_graph=list(graphs))
    if isinstance(found, QuerySolutions):
        for row in found:
            if isinstance(row[0], NamedNode) and isinstance(row[1], NamedNode | Literal):
                value = row[1]
                text = _short(value.value) if isinstance(value, NamedNode) else value.value
                yield row[0].value, text


def facets(store: Store, graphs: list[NamedNode]) -> Iterator[tuple[str, Iterator[Row]]]:
    """Yield each facet with the things and values that it has.

    What several facets go on from is asked once, and what they go on to is looked up.
    """
    begun: dict[str, list[Row]] = {}
    for facet in FACETS:
        if not facet.first:
            yield facet.name, rows(store, values_query(facet), graphs)
            continue
        if facet.first not in begun:
            begun[facet.first] = list(rows(store, first_query(facet), graphs))
        values: defaultdict[str, list[str]] = defaultdict(list)
        for node, value in rows(store, values_query(facet), graphs):
            values[_short(node)].append(value)
        found = ((thing, v) for thing, node in begun[facet.first] for v in values.get(node, ()))
        yield facet.name, found


def names_of(store: Store) -> dict[str, str]:
    """Return the names of what things are told by: classes, concepts and places."""
    found: dict[str, list[str]] = {}
    for predicate in (RDFS.label, SKOS.prefLabel):
        for quad in store.quads_for_pattern(None, predicate, None, iris.graph("edition")):
            iri = quad.subject.value if isinstance(quad.subject, NamedNode) else ""
            about = iri.removeprefix(iris.BASE)
            told = about.startswith(("def#", "id/concept/", "id/place/"))
            if told and isinstance(quad.object, Literal):
                found.setdefault(iri, []).append(quad.object.value)
    return {iri: " ".join(sorted(said)) for iri, said in found.items()}


def things(register: PreparedExtract) -> Iterator[tuple[str, list[Row]]]:
    """Yield each node of ours with fields and texts, sorted, each once."""
    for subject, block in nquads.blocks(register.triples()):
        iri = nquads.iri_of(subject)
        said: set[Row] = set()
        for _, predicate, value in nquads.statements(block):
            field = _FIELDS.get(predicate)
            if field is not None:
                said.update(_fields_of(field, value))
        if said and iris.read(iri):
            yield iri, sorted(said)


def _fields_of(field: str, written: bytes) -> Iterator[Row]:
    if field == "type" or (field == "told" and written.startswith(b"<")):
        yield field, nquads.iri_of(written)
    elif field != "told" and written.startswith(b'"'):
        text, language = nquads.literal(written)
        if field.isdigit():
            yield f"label-{language or 'fr'}-{field}", text
        else:
            yield field, text if field == "finess" else text[:LONGEST_TEXT]
