"""The search index of a register: read from its lines, it holds what the store says."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, RdfFormat, Store
from test_extract import GRAPH, NODE, SOUND, TYPE, prepared

from ghtld.edition import search_index
from ghtld.facets import FACETS, Facet, prologue
from ghtld.release import MANIFEST, Release
from ghtld.terms import PREFIXES

GHT = PREFIXES["ght"]
ODD = [
    f'{NODE} <{GHT}registeredName> "a \\"quoted\\" \\\\ name \\u00E9\\n@fr"',
    f'{NODE} <{GHT}communeName> "Mende"@fr',
    f'{NODE} <{GHT}postcode> "48000"^^<{PREFIXES["xsd"]}integer>',
    f"{NODE} <{GHT}category> <https://w3id.org/ghtld/id/concept/category/355>",
    f'{NODE} <{GHT}category> "355"',
    f"{NODE} <{GHT}registeredName> <https://example.org/>",
    f'{NODE} <{PREFIXES["skos"]}prefLabel> "Hospital"@en-gb',
    f'{NODE} <{PREFIXES["skos"]}notation> "{"long " * 500}"',
    f"<https://example.org/foreign> {TYPE} <{GHT}RegisteredLegalEntity>",
    f'<https://w3id.org/ghtld/id/finess/480000033> <{GHT}finessNumber> "480000033"',
]


def test_lines_give_what_the_store_gives(tmp_path: Path) -> None:
    register = prepared(tmp_path, [*SOUND, *ODD])
    store = Store()
    store.bulk_load(path=register.path, format=RdfFormat.N_QUADS)
    said: dict[str, set[tuple[str, str]]] = {}
    for iri, field, text in search_index.statements(store, [NamedNode(GRAPH[1:-1])]):
        if "example.org" not in iri:
            said.setdefault(iri, set()).add((field, text))
    told = dict(search_index.things(register))
    assert told == {iri: sorted(rows) for iri, rows in said.items()}
    assert len(told[NODE[1:-1]]) == 10


def test_the_index_of_a_release_is_the_one_read_from_its_store(
    national_release: Release, tmp_path: Path
) -> None:
    copy = Release(tmp_path / "copy")
    shutil.copytree(national_release.store, copy.store)
    shutil.copy(national_release.path / MANIFEST, copy.path / MANIFEST)
    search_index.write(copy)
    held, again = tables(national_release.search), tables(copy.search)
    assert held == again
    assert len(held["facet"]) > len(held["thing"]) > 1_000


def tables(path: Path) -> dict[str, list[tuple[object, ...]]]:
    with closing(sqlite3.connect(path)) as index:
        names = index.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        return {
            name: index.execute(f"SELECT * FROM {name}").fetchall()
            for (name,) in names
            if name not in ("words", "spelt", "known", "grams")
        }


@pytest.mark.parametrize("facet", [f for f in FACETS if f.first], ids=lambda f: f.name)
def test_a_facet_asked_in_two_steps_is_the_facet_asked_whole(
    national_release: Release, facet: Facet
) -> None:
    store = Store.read_only(str(national_release.store))
    graphs = [NamedNode(name) for name in national_release.manifest.default_graphs]
    query = f"{prologue(facet.whole)}SELECT ?thing ?value WHERE {{ {facet.whole} }}"
    whole = sorted(search_index.rows(store, query, graphs))
    found = next(found for name, found in search_index.facets(store, graphs) if name == facet.name)
    assert sorted(found) == whole
    assert len(whole) > 1_000
