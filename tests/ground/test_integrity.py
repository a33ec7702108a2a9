"""The list of a release's files: what it holds, and what is told of files that differ from it."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from ghtld.integrity import Damage, Fault, Inspection, is_damage, is_whole, says_damage
from ghtld.release import NoRelease, Release


@pytest.fixture
def copied(release: Release, tmp_path: Path) -> Release:
    copy = Release(tmp_path / "release")
    shutil.copytree(release.path, copy.path)
    return copy


def found(release: Release) -> list[Damage]:
    inspection = Inspection(release)
    inspection.finish()
    return list(inspection.damages)


def test_a_release_lists_every_file_that_answers(release: Release) -> None:
    listed = json.loads(release.integrity.read_text(encoding="utf-8"))["files"]
    paths = (path for path in release.path.rglob("*") if path.is_file())
    names = {path.relative_to(release.path).as_posix() for path in paths}
    assert set(listed) == names - {"integrity.json", "store/LOG", "store/LOCK"}
    assert "integrity.json" not in release.manifest.files
    assert is_whole(release)


def _flip(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


@pytest.mark.parametrize(
    ("damage", "fault"),
    [(_flip, Fault.DAMAGED), (_cut, Fault.DAMAGED), (Path.unlink, Fault.MISSING)],
)
@pytest.mark.parametrize(
    "name", ["def.ttl", "search.sqlite", "store/CURRENT", "dumps/ghtld.nq", "manifest.json"]
)
def test_a_file_that_differs_is_found(
    copied: Release, name: str, damage: Callable[[Path], None], fault: Fault
) -> None:
    damage(copied.path / name)
    assert found(copied) == [Damage(name, fault)]


def test_a_file_that_is_not_of_the_release_is_found(copied: Release) -> None:
    (copied.path / "national.sqlite").touch()
    (copied.store / "000099.sst").touch()
    for passing in (".rsync-part", "store/LOG.old.1"):
        (copied.path / passing).touch()
    assert found(copied) == [
        Damage("national.sqlite", Fault.EXTRA),
        Damage("store/000099.sst", Fault.EXTRA),
    ]


@pytest.mark.parametrize("text", ["{", "[]", '{"files": {"def.ttl": 1}}', "\udcff"])
def test_a_damaged_list_is_damage_itself(copied: Release, text: str) -> None:
    copied.integrity.write_bytes(text.encode(errors="surrogateescape"))
    assert found(copied) == [Damage("integrity.json")]


def test_a_release_without_a_list_is_held_against_its_manifest(copied: Release) -> None:
    copied.integrity.unlink()
    assert not is_whole(copied)
    inspection = Inspection(copied)
    inspection.finish()
    assert (inspection.is_listed, inspection.damages) == (False, ())
    _flip(copied.vocabulary)
    _cut(copied.search)
    inspection.finish()
    assert [one.name for one in inspection.damages] == ["def.ttl", "search.sqlite"]


def test_a_folder_without_list_and_manifest_is_no_release(tmp_path: Path) -> None:
    with pytest.raises(NoRelease):
        Inspection(Release(tmp_path))


def test_a_file_is_read_again_only_after_somebody_wrote_to_it(
    copied: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    inspection = Inspection(copied)
    inspection.finish()
    with monkeypatch.context() as patch:
        patch.setattr(Path, "open", None)
        inspection.finish()
    assert inspection.damages == ()
    before = copied.vocabulary.stat()
    _flip(copied.vocabulary)
    os.utime(copied.vocabulary, ns=(before.st_atime_ns, before.st_mtime_ns + 1))
    inspection.finish()
    assert inspection.damages == (Damage("def.ttl"),)
    assert inspection.was_damaged
    _flip(copied.vocabulary)
    inspection.finish()
    assert inspection.damages == ()


def test_a_part_can_be_looked_at_first(copied: Release) -> None:
    _flip(copied.vocabulary)
    _flip(copied.store / "CURRENT")
    inspection = Inspection(copied)
    inspection.finish("store/")
    assert inspection.damages == (Damage("store/CURRENT"),)
    inspection.finish()
    assert inspection.damages == (Damage("def.ttl"), Damage("store/CURRENT"))


def test_a_release_that_is_written_anew_meanwhile_is_not_held_against_the_old_list(
    copied: Release, tmp_path: Path
) -> None:
    inspection = Inspection(copied)
    steps = inspection.steps()
    next(steps)
    copied.path.rename(tmp_path / "away")
    shutil.copytree(tmp_path / "away", copied.path)
    _flip(copied.search)
    os.utime(copied.integrity)
    for _ in steps:
        pass
    assert inspection.damages == ()


@pytest.mark.parametrize(
    ("words", "damaged"),
    [
        ("Corruption: block checksum mismatch: stored = 1 in memory/000026.sst", True),
        ("RuntimeError: Corruption: Bad table magic number", True),
        ("IO error: While pread offset 0 len 53: Input/output error", True),
        ("The custom function <urn:Corruption> is not supported", False),
        ("IO error: While open a file for random read: x.sst: Too many open files", False),
        ("MemoryError: ", False),
    ],
)
def test_the_engine_s_words_for_damage_are_known(words: str, damaged: bool) -> None:
    assert says_damage(words) is damaged
    assert is_damage(RuntimeError(words)) is damaged
    assert not is_damage(KeyError(words))
