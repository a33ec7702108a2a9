"""The real files: what lifts of them, counted."""

from __future__ import annotations

from pathlib import Path

from register_files import lifted_files

from ghtld.content import Content
from ghtld.edition.build import build

TABLE = "finess2021_extract_source_territories.csv"
STRUCTURES = "exemple-finess-structures-journalier-20260309.excerpt.json"


def test_the_real_establishments_lift(reference: Path, tmp_path: Path) -> None:
    found = lifted_files(tmp_path, reference / "finess" / TABLE, date="2021-01")
    assert found.rejects == []
    assert found.summary["files"][0]["read"] == found.summary["files"][0]["kept"] == 568
    counts = found.summary["counts"]
    assert (counts["geographic"], counts["legal"], counts["point"]) == (568, 121, 568)
    assert counts["triples"] == len(found.store) == 7195
    assert found.values("finess:480780089", "ght:category") == [
        "https://w3id.org/ghtld/id/concept/category/202"
    ]


def test_the_real_structures_lift(reference: Path, tmp_path: Path) -> None:
    found = lifted_files(tmp_path, reference / "finess" / STRUCTURES)
    assert found.extract.name == "finess-2026-03-09"
    counts = found.summary["counts"]
    assert (counts["geographic"], counts["legal"], counts["grouping"]) == (1, 1, 2)
    assert (counts["membership"], counts["support"], counts["point"]) == (0, 0, 1)
    assert found.reasons("rejected") == ["member"] * 16
    assert found.reasons("noted") == ["swapped"]
    assert found.lifted.rejected == 16
    assert found.values("finess:010000156", "geo:lat") == ["46.211257"]
    assert found.values("finess:010000156", "geo:long") == ["5.254203"]
    assert found.values("finess-group:1", "ght:ghtCode") == ["27103"]
    assert found.values("finess-group:136", "ght:registeredName") == ["Yvelines Sud"]


def test_both_build_with_the_edition(reference: Path, tmp_path: Path, content: Content) -> None:
    """The lifted extract of January 2021 stands for the curated one, of which it says more."""
    lifted_files(tmp_path, reference / "finess" / TABLE, date="2021-01")
    lifted_files(tmp_path, reference / "finess" / STRUCTURES)
    built = build(content, tmp_path / "build", lambda text: None)
    assert built.release.manifest.default_graphs[-1].endswith("finess-2026-03-09")


def test_every_category_of_the_country_is_described(reference: Path, content: Content) -> None:
    observed = (reference / "finess" / "finess2021_categories_observed.csv").read_text()
    codes = {line.partition(";")[0] for line in observed.splitlines()[1:]}
    described = (content.ontology / "concepts" / "category.ttl").read_text()
    assert len(codes) == 163
    assert [
        code for code in sorted(codes) if f"category:{code} a skos:Concept" not in described
    ] == []


def test_every_legal_field_of_the_format_is_read_or_left_on_purpose(reference: Path) -> None:
    from ghtld.register.etalab_csv import _COLUMNS, GEOGRAPHIC, LEGAL

    sizes = {"501": 22, "502": 31, "507": 35}
    for number, size in sizes.items():
        path = reference / "finess" / f"format_etalabcs1100{number}.csv"
        rows = [line.split(";") for line in path.read_text(encoding="cp1252").splitlines()]
        names = [row[6] for row in rows[1:] if row[6]]
        assert len(names) == size, (number, len(names))
    assert len(_COLUMNS[LEGAL]) == 22
    assert len(_COLUMNS[GEOGRAPHIC]) == 30
