"""What is told of two extracts: everything that happened in the story, and nothing else."""

from __future__ import annotations

import gzip
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import story
from story import FINESS, GROUP

from ghtld.changes import Change, Kind
from ghtld.edition.changes.compare import Comparison, compare
from ghtld.edition.changes.sources import both
from ghtld.extracts import Extract
from ghtld.text import UserError

TOLD = """
closed grouping 2
closed grouping 3
closed grouping 5
closed grouping 6
closed legal L20
closed geographic S20
created grouping 8
created grouping 9
created grouping 10
created legal L21
created geographic S21
joined legal L3 8
joined legal L4 8
joined legal L5 9
joined legal L6 9
joined legal L7 9
joined legal L8 9
joined legal L12 4
joined legal L13 4
joined legal L14 10
joined legal L15 10
joined legal L19 7
left legal L3 1
left legal L4 1
left legal L5 2
left legal L6 2
left legal L7 3
left legal L8 3
left legal L12 5
left legal L13 5
left legal L14 6
left legal L15 6
left legal L18 7
merged grouping 4 4 5
merged grouping 9 2 3
moved geographic S3
reclassified geographic S4
renamed grouping 1
renamed geographic S1
replaced grouping 6 10
split grouping 1 1 8
support-gained legal L3 8
support-gained legal L5 9
support-gained legal L14 10
support-gained legal L17 7
support-lost legal L5 2
support-lost legal L7 3
support-lost legal L12 5
support-lost legal L14 6
support-lost legal L16 7
transferred geographic S5
"""


def short(iri: str) -> str:
    names = {story.legal_number(rank): f"L{rank}" for rank in range(1, 22)}
    names |= {story.site_number(rank): f"S{rank}" for rank in range(1, 22)}
    return iri.removeprefix(GROUP) if iri.startswith(GROUP) else names[iri.removeprefix(FINESS)]


def told(change: Change) -> str:
    others = (short(other.iri) for other in change.others)
    return " ".join((change.kind.value, change.of, short(change.subject.iri), *others))


def of(comparison: Comparison, kind: Kind) -> list[Change]:
    return [change for change in comparison.changes if change.kind is kind]


def test_all_that_happened_is_told_and_nothing_else(comparison: Comparison) -> None:
    assert sorted(map(told, comparison.changes)) == sorted(TOLD.split("\n")[1:-1])


def test_nothing_is_remarked_upon_where_both_cover_the_same(comparison: Comparison) -> None:
    assert comparison.remarks == ()


def test_what_was_and_what_is(comparison: Comparison) -> None:
    said = {
        kind: [(change.before, change.after) for change in of(comparison, kind)]
        for kind in (Kind.RENAMED, Kind.MOVED, Kind.RECLASSIFIED, Kind.TRANSFERRED)
    }
    street = "62 AV DE JASSERON"
    assert said == {
        Kind.RENAMED: [("Hainaut-Cambrésis", "Hainaut"), ("HOPITAL 1", "HOPITAL JEAN BERNARD")],
        Kind.MOVED: [(f"{street}, 59300 VALENCIENNES", f"{street}, 59220 DENAIN")],
        Kind.RECLASSIFIED: [("355", "106")],
        Kind.TRANSFERRED: [(story.legal_number(5), story.legal_number(6))],
    }


def test_names_regions_and_dates(comparison: Comparison) -> None:
    split = of(comparison, Kind.SPLIT)[0]
    assert split.sentence("fr") == "Hainaut-Cambrésis se scinde : Hainaut, Cambrésis"
    assert split.sentence("en") == "Hainaut-Cambrésis splits: Hainaut, Cambrésis"
    assert split.regions == ("32",)
    joined = of(comparison, Kind.JOINED)[0]
    assert joined.subject.fr.startswith("CH ")
    assert joined.regions == ("32",)
    site = next(c for c in of(comparison, Kind.CREATED) if c.of == "geographic")
    assert (site.on, site.regions) == ("1956-11-16", ("32",))


def test_the_same_change_has_the_same_name_and_no_other_has_it(comparison: Comparison) -> None:
    names = [change.fragment for change in comparison.changes]
    assert len(set(names)) == len(names)
    assert f"joined-finess-{story.legal_number(3)}-finess-group-8" in names


def test_backwards_everything_is_undone_and_that_is_said(extracts: Path) -> None:
    back = compare(*both(story.NEW, story.OLD, extracts))
    ours = {(kind, count) for kind, count in back.counts().items()}
    assert {(Kind.SPLIT, 2), (Kind.CREATED, 6), (Kind.CLOSED, 5), (Kind.RENAMED, 2)} <= ours
    assert [text.en for text in back.remarks] == [f"{story.NEW} is later than {story.OLD}."]


def altered(extracts: Path, folder: Path, change: bytes | None) -> str:
    """Copy the later extract without the lines that hold ``change``; return its folder."""
    target = folder / "finess-2026-08-01"
    shutil.copytree(extracts / "register" / story.NEW, target)
    path = Extract(target).quads
    lines = gzip.decompress(path.read_bytes()).splitlines(keepends=True)
    path.write_bytes(
        gzip.compress(b"".join(li for li in lines if change is None or change not in li))
    )
    return str(target)


def test_what_a_file_never_holds_is_not_told_as_closed(extracts: Path, tmp_path: Path) -> None:
    found = compare(*both(story.NEW, altered(extracts, tmp_path, b"id/finess-group/"), extracts))
    assert found.changes == ()
    assert [text.en for text in found.remarks] == [
        "finess-2026-08-01 has no groupings: they are not compared."
    ]


def test_what_begins_or_ends_is_not_told_where_one_side_covers_less(
    extracts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ghtld.edition.changes.compare._MORE", 5)
    found = compare(
        *both(
            story.NEW,
            altered(extracts, tmp_path, b"<https://w3id.org/ghtld/id/finess/590000"),
            extracts,
        )
    )
    assert found.changes == ()
    assert "has no geographic entities" in found.remarks[0].en
    part = altered(extracts, tmp_path / "part", b"finess/5900001")
    assert len(compare(*both(story.NEW, part, extracts)).changes) == 10
    monkeypatch.setattr("ghtld.edition.changes.compare._TIMES", 1)
    found = compare(*both(story.NEW, part, extracts))
    assert found.changes == ()
    assert found.remarks[0].en.startswith("20, then 10 geographic entities: ")


def test_an_extract_with_closed_entities_says_when(extracts: Path, tmp_path: Path) -> None:
    said = b"#state> <https://w3id.org/ghtld/id/concept/state/actif>"
    target = Path(altered(extracts, tmp_path, None))
    path = Extract(target).quads
    site = story.site_number(1).encode()
    lines = gzip.decompress(path.read_bytes()).splitlines(keepends=True)
    closed = [
        li.replace(b"/actif>", b"/inactif>") if site in li and said in li else li for li in lines
    ]
    path.write_bytes(gzip.compress(b"".join(closed)))
    there = compare(*both(story.NEW, str(target), extracts))
    assert [c.sentence("fr") for c in there.changes] == ["HOPITAL est fermé"]
    back = compare(*both(str(target), story.NEW, extracts))
    assert [c.kind for c in back.changes] == [Kind.REOPENED]


@pytest.mark.parametrize("damage", ["cut", "shuffled", "no graph", "no gzip", "no statement"])
def test_a_damaged_extract_is_refused_in_a_sentence(
    extracts: Path, tmp_path: Path, damage: str
) -> None:
    target = Path(altered(extracts, tmp_path, None))
    path = Extract(target).quads
    packed = path.read_bytes()
    lines = gzip.decompress(packed).splitlines(keepends=True)
    broken = {
        "cut": lambda: packed[:-200],
        "shuffled": lambda: gzip.compress(b"".join(random.Random(1).sample(lines, len(lines)))),
        "no graph": lambda: gzip.compress(b"".join(lines) + b"oops\n"),
        "no gzip": lambda: b"oops",
        "no statement": lambda: gzip.compress(
            b"".join(li.replace(b'"HOPITAL JEAN', b'HOPITAL"JEAN') for li in lines)
        ),
    }
    path.write_bytes(broken[damage]())
    with pytest.raises(UserError, match="finess-2026-08-01 est abîmé"):
        compare(*both(story.OLD, str(target), extracts))


COMPARE = """
import tracemalloc
from ghtld.edition.changes.sources import Side
from ghtld.edition.changes.compare import compare

line = b'<https://w3id.org/ghtld/id/finess/%09d> <urn:p> "%s" <urn:g> .\\n'

def side(date):
    return Side(date, date, "urn:x", lambda: (line % (n, b"x" * 400) for n in range(50_000)))

tracemalloc.start()
found = compare(side("2026-01"), side("2026-02"))
print(len(found.changes), tracemalloc.get_traced_memory()[1])
"""


def test_memory_does_not_grow_with_what_is_the_same() -> None:
    """In a process of its own: what others allocate meanwhile is traced, too."""
    run = [sys.executable, "-c", COMPARE]
    changes, peak = subprocess.run(run, capture_output=True, check=True, text=True).stdout.split()
    assert int(changes) == 0
    assert int(peak) < 2_000_000
