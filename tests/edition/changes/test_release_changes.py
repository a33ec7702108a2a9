"""What a release holds of the changes between its two newest extracts."""

from __future__ import annotations

import csv
import hashlib
import io
import json

import pytest
from pyoxigraph import NamedNode, RdfFormat, Store, parse
from story import FINESS, GROUP, NEW, OLD, legal_number, site_number

from ghtld.changes import Change
from ghtld.edition.changes import release_changes
from ghtld.edition.changes import release_changes as export
from ghtld.edition.changes.compare import Comparison
from ghtld.release import Release
from ghtld.terms import PREFIXES

BASE = f"https://w3id.org/ghtld/changes/{OLD[7:]}/{NEW[7:]}"


def test_a_release_of_two_extracts_holds_their_changes(
    changed: Release, comparison: Comparison
) -> None:
    text = (changed.dumps / "changes.json").read_text(encoding="utf-8")
    told = json.loads(text)
    assert (told["old"]["date"], told["new"]["date"]) == (OLD[7:], NEW[7:])
    assert [Change.of_plain(plain) for plain in told["changes"]] == list(comparison.changes)
    assert sum(told["counts"].values()) == len(comparison.changes)
    entry = changed.manifest.files["dumps/changes.json"]
    assert entry.sha256 == hashlib.sha256(text.encode()).hexdigest()
    listed = (changed.dataset).read_text(encoding="utf-8")
    assert "dumps/changes.csv" in listed


def test_a_release_of_one_extract_holds_none(release: Release) -> None:
    assert not release.changes.exists()
    assert not [name for name in release.manifest.files if "changes" in name]


def test_the_csv_has_a_line_for_each(changed: Release, comparison: Comparison) -> None:
    text = (changed.dumps / "changes.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert len(rows) == len(comparison.changes)
    moved = next(row for row in rows if row["change"] == "moved")
    assert moved["iri"] == FINESS + site_number(3)
    assert moved["after"].endswith("59220 DENAIN")


def test_no_cell_of_the_csv_is_a_formula(comparison: Comparison) -> None:
    change = comparison.changes[0]
    evil = Change(change.kind, change.subject._replace(fr="=1+1"), "legal")
    told = Comparison(comparison.old, comparison.new, (evil,), ())
    assert list(export.as_csv(told))[1].split(",")[2] == "'=1+1"


def test_only_what_makes_organizations_out_of_others_is_a_change_event(changed: Release) -> None:
    store = Store()
    store.load(path=changed.dumps / "changes.ttl", format=RdfFormat.TURTLE)
    asked = """SELECT ?e (GROUP_CONCAT(DISTINCT STR(?a); separator=" ") AS ?as)
        (GROUP_CONCAT(DISTINCT STR(?b); separator=" ") AS ?bs)
        { ?e a org:ChangeEvent ; org:originalOrganization ?a ; org:resultingOrganization ?b }
        GROUP BY ?e"""
    found = {
        row[0].value.removeprefix(f"{BASE}#"): tuple(
            sorted(iri.removeprefix(GROUP) for iri in row[rank].value.split()) for rank in (1, 2)
        )
        for row in store.query(asked, prefixes=PREFIXES)
    }
    assert found == {
        "split-finess-group-1": (["1"], ["1", "8"]),
        "merged-finess-group-4": (["4", "5"], ["4"]),
        "merged-finess-group-9": (["2", "3"], ["9"]),
        "replaced-finess-group-6": (["6"], ["10"]),
    }


def test_what_was_and_what_is_can_be_asked_for(changed: Release) -> None:
    store = Store()
    store.load(path=changed.dumps / "changes.ttl", format=RdfFormat.TURTLE)
    streams = "https://www.w3.org/ns/activitystreams#"
    node = NamedNode(f"{BASE}#transferred-finess-{site_number(5)}")
    asked = f"""SELECT ?was ?is {{ {node} a <{streams}Update> ;
        <{streams}object> <{FINESS}{site_number(5)}> ;
        prov:used/prov:value ?was ; prov:generated/prov:value ?is }}"""
    rows = [[term.value for term in row] for row in store.query(asked, prefixes=PREFIXES)]
    assert rows == [[legal_number(5), legal_number(6)]]


def test_a_long_turtle_says_the_same(
    comparison: Comparison, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = "".join(export.as_turtle(comparison))
    monkeypatch.setattr(export, "_AT_ONCE", 7)
    parts = "".join(export.as_turtle(comparison))
    assert parts.count("@prefix as:") == 1
    one, other = (set(parse(text, format=RdfFormat.TURTLE)) for text in (whole, parts))
    assert one == other


def test_what_is_withdrawn_is_not_told(comparison: Comparison) -> None:
    joined = next(c for c in comparison.changes if c.kind.value == "joined")
    for iri in (joined.subject.iri, joined.others[0].iri):
        assert release_changes._names(joined, {iri: {}})
    assert not release_changes._names(joined, {"https://w3id.org/ghtld/id/finess/000000000": {}})
