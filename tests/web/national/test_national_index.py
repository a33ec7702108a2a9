"""The index of the country against the statements of the extract it was written from."""

from __future__ import annotations

import gzip
import random
import shutil
import sqlite3
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import country as given
import national
import pytest
import register_files as files
from pyoxigraph import NamedNode, Quad, RdfFormat, parse

from ghtld import iris
from ghtld.edition import national_index
from ghtld.edition.extract import prepare
from ghtld.extracts import Extract
from ghtld.release import Release
from ghtld.terms import GEO, GHT, RDF
from ghtld.web.index import NoIndex
from ghtld.web.national.country_index import NAMES, UNSAID, CountryIndex

Said = dict[str, dict[NamedNode, list[str]]]


@pytest.fixture(scope="session")
def said(country_folder: Path) -> Said:
    """Return what the lifted graph says, by subject and predicate; of nodes the last step."""
    lines = gzip.decompress(Extract(country_folder / "register" / national.NAME).quads.read_bytes())
    found: Said = {}
    for quad in parse(lines, format=RdfFormat.N_QUADS):
        assert isinstance(quad, Quad)
        value = quad.object.value
        last = value.rpartition("/")[2] if isinstance(quad.object, NamedNode) else value
        found.setdefault(quad.subject.value, {}).setdefault(quad.predicate, []).append(last)
    return found


def entries(said: Said) -> dict[str, dict[NamedNode, list[str]]]:
    start = f"{iris.BASE}id/finess/"
    return {iri.removeprefix(start): one for iri, one in said.items() if iri.startswith(start)}


def one(values: Mapping[NamedNode, list[str]], predicate: NamedNode) -> str:
    return next(iter(values.get(predicate, [])), "")


def test_every_entry_is_there_with_what_the_register_says(
    country_index: CountryIndex, said: Said
) -> None:
    held = {entry.number: entry for entry in country_index.every({})}
    assert len(held) == len(entries(said)) > 1_000
    for number, values in entries(said).items():
        entry = held[number]
        kind = "geographic" if "def#RegisteredGeographicEntity" in values[RDF.type] else "legal"
        assert (entry.kind, entry.name) == (kind, one(values, GHT.registeredName))
        told = (entry.category, entry.department, entry.region, entry.commune, entry.siret)
        wanted = (GHT.category, GHT.department, GHT.region, GHT.communeName, GHT.siret)
        assert told == tuple(one(values, predicate) for predicate in wanted)
        assert (entry.latitude is not None) == (GEO.lat in values)
        owner = entries(said).get(entry.owner, {})
        assert entry.status == one(values, GHT.legalStatus) or one(owner, GHT.legalStatus)


def test_every_count_is_what_counting_gives(country_index: CountryIndex) -> None:
    every = list(country_index.every({}))
    for name in ("kind", "region", "department", "category", "status", "state"):
        assert country_index.counts(name, {}) == Counter(getattr(entry, name) for entry in every)
    chosen = {"region": "76", "kind": "geographic"}
    kept = [e for e in every if e.region == "76" and e.kind == "geographic"]
    assert country_index.count(chosen) == len(kept) > 0
    assert list(country_index.every(chosen)) == kept
    assert country_index.counts("category", chosen) == Counter(entry.category for entry in kept)


def test_any_choices_give_what_choosing_by_hand_gives(country_index: CountryIndex) -> None:
    every = list(country_index.every({}))
    names = ("kind", "region", "department", "category", "status", "state")
    within = {
        slug: {e.number for e in country_index.every({"grouping": slug})} for slug in ("948", "950")
    }
    chance = random.Random(7)
    for _ in range(300):
        like = chance.choice(every)
        asked = {n: getattr(like, n) or UNSAID for n in names if chance.random() < 0.4}
        kept = [e for e in every if all((getattr(e, n) or UNSAID) == v for n, v in asked.items())]
        if chance.random() < 0.3:
            asked["grouping"] = chance.choice(sorted(within))
            kept = [entry for entry in kept if entry.number in within[asked["grouping"]]]
        by = chance.choice(names)
        assert country_index.count(asked) == len(kept), asked
        assert country_index.counts(by, asked) == Counter(getattr(entry, by) for entry in kept), (
            asked
        )
        start = chance.randrange(len(kept) + 1)
        assert country_index.entries(asked, 20, start) == kept[start : start + 20], asked


def test_entities_known_by_number_only_have_no_name_and_come_last(tmp_path: Path) -> None:
    extract = files.lifted(tmp_path, files.sites()).extract
    release = Release(tmp_path)
    national_index.write(release, prepare([extract], tmp_path))
    country_index = CountryIndex(release.national)
    last = country_index.entries({"kind": "legal"}, 10)
    assert [entry.name for entry in last] == [""] * 5
    assert [entry.number for entry in country_index.entries({}, 5, 5)] == [
        entry.number for entry in last
    ]
    assert country_index.counts("department", {"kind": "legal"}) == {"": 5}
    assert country_index.groupings({}) == []
    assert country_index.date == "2021-01-08"


def test_what_the_register_does_not_say_can_be_asked_for(country_index: CountryIndex) -> None:
    silent = [entry for entry in country_index.every({}) if not entry.category]
    assert country_index.count({"category": UNSAID}) == len(silent) > 0


def test_entries_come_in_the_order_of_their_names_page_by_page(country_index: CountryIndex) -> None:
    names = [entry.name.casefold() for entry in country_index.every({}) if entry.name.isascii()]
    assert names == sorted(names)
    for chosen in ({}, {"department": "48"}, {"grouping": "948"}):
        whole = country_index.entries(chosen, 10)
        assert country_index.entries(chosen, 5) + country_index.entries(chosen, 5, 5) == whole


def test_a_grouping_has_its_members_and_their_establishments(country_index: CountryIndex) -> None:
    members = country_index.members("948")
    assert (members[0].number, members[0].support) == (given.SUPPORT, True)
    numbers = {given.SUPPORT, given.HOSPITAL, given.CLOSED, given.BARE}
    assert {m.number for m in members} == numbers
    kept = {entry.number for entry in country_index.every({"grouping": "948"})}
    assert kept == numbers | {given.SITE, "480000033"}
    assert country_index.counts("grouping", {"department": "48"})["948"] == len(kept)
    assert country_index.unresolved("948") == [("nowhere", False)]


def test_a_member_without_a_point_is_placed_at_its_establishment(
    country_index: CountryIndex,
) -> None:
    sites = {m.number: m.site.number if m.site else None for m in country_index.members("948")}
    assert sites[given.SUPPORT] == given.SITE
    assert sites[given.BARE] is None


def test_a_home_has_neither_address_nor_point(
    country_index: CountryIndex, country: Release
) -> None:
    home, house = country_index.entry(given.HOME), country_index.entry(given.HOUSE)
    assert home is not None
    assert house is not None
    assert home.commune == "MENDE"
    for entry in (home, house):
        assert (entry.street, entry.postcode, entry.latitude, entry.longitude) == (
            "",
            "",
            None,
            None,
        )
    assert given.HOME_STREET.encode() not in country.national.read_bytes()


def test_closed_is_what_the_register_calls_closed(country_index: CountryIndex) -> None:
    closed = [entry for entry in country_index.every({}) if entry.closed]
    assert [(e.number, e.closed_on) for e in closed] == [(given.CLOSED, "2024-12-31")]


def test_an_index_of_another_layout_is_not_read(country: Release, tmp_path: Path) -> None:
    other = tmp_path / "other.sqlite"
    shutil.copyfile(country.national, other)
    connection = sqlite3.connect(other)
    connection.execute("PRAGMA user_version = 999")
    connection.commit()
    connection.close()
    for path in (other, tmp_path / "missing.sqlite"):
        with pytest.raises(NoIndex):
            CountryIndex(path)


def test_names_are_columns_and_nothing_else_reaches_the_index(country_index: CountryIndex) -> None:
    evil = "'; DROP TABLE entry; --"
    for name in NAMES:
        assert country_index.count({name: evil}) == 0
        assert country_index.entries({name: evil}, 10) == []


def test_a_release_without_a_lifted_extract_has_no_index(release: Release) -> None:
    assert not release.national.exists()
