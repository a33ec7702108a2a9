"""Damaged tables of the country and of the changes take their own pages away and no others."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from damage import Server, copied, flip, garble, serve, server, wait
from story import NEW, OLD

from ghtld.release import Release

HTML = {"Accept": "text/html", "Accept-Language": "en"}
PAIR = f"/changes/{OLD.removeprefix('finess-')}/{NEW.removeprefix('finess-')}"
NATIONAL = ("/national", "/national/region/32", "/national/list", "/national/list.csv")
CHANGES = ("/changes", "/changes.atom", PAIR, "/changes/region/32", "/changes/finess-group/8")
OTHERS = (
    *("/", "/search?q=ch", "/list/finess-group", "/doc/finess-group/8", "/doc/concept/region/32"),
    *("/doc/group/lozere", "/sitemap.xml", "/dataset", "/map"),
)
WRONG = ("/nowhere", "/National/region/32/", "/Changes/a/b")


@pytest.fixture
def held(changed: Release, tmp_path: Path) -> Release:
    release = copied(changed, tmp_path, "held")
    serve(tmp_path, release)
    return release


def statuses(served: Server, paths: tuple[str, ...]) -> dict[str, int]:
    return {path: served.client.get(path, headers=HTML).status_code for path in paths}


def check(served: Server) -> None:
    """Check that pages of the damaged tables say so, and that all others are whole."""
    assert set(statuses(served, NATIONAL + CHANGES).values()) == {503}
    assert set(statuses(served, OTHERS).values()) == {200}
    assert set(statuses(served, WRONG).values()) == {404}
    said = served.client.get("/national", headers=HTML).text
    assert "The national index of this release is damaged on the server" in said
    assert "Traceback" not in served.said()


@pytest.mark.parametrize("damage", [flip, garble])
def test_tables_that_are_damaged_before_the_start(held: Release, tmp_path: Path, damage) -> None:
    for path in (held.national, held.changes):
        damage(path)
    with server(tmp_path) as served:
        wait(lambda: "changes.sqlite, national.sqlite" in served.problem())
        check(served)


def test_tables_that_are_damaged_under_service(held: Release, tmp_path: Path) -> None:
    with server(tmp_path) as served:
        assert set(statuses(served, OTHERS).values()) == {200}
        for path in (held.national, held.changes):
            garble(path)
        wait(lambda: "changes.sqlite, national.sqlite" in served.problem())
        check(served)


def test_tables_of_an_older_release_tell_of_their_damage_themselves(
    held: Release, tmp_path: Path
) -> None:
    """Nothing lists what they should be: the first who reads them finds out."""
    held.integrity.unlink()
    for path in (held.national, held.changes):
        garble(path)
    with server(tmp_path) as served:
        assert 500 not in statuses(served, OTHERS + NATIONAL + CHANGES).values()
        wait(lambda: "changes.sqlite, national.sqlite" in served.problem())
        check(served)


@pytest.fixture
def bare(held: Release, tmp_path: Path) -> Iterator[Server]:
    for path in (held.national, held.changes):
        path.unlink()
    with server(tmp_path) as served:
        yield served


def test_tables_that_are_gone(bare: Server) -> None:
    wait(lambda: "changes.sqlite is missing, national.sqlite is missing" in bare.problem())
    assert set(statuses(bare, NATIONAL).values()) == {404}
    assert set(statuses(bare, OTHERS).values()) == {200}
    assert set(statuses(bare, WRONG).values()) == {404}
    assert "Traceback" not in bare.said()
