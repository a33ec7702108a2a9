"""Servers of one release write the same bytes: from disk or from memory, today or tomorrow."""

import pytest

from ghtld.formats import ALL, HTML
from ghtld.web import site as sites
from ghtld.web.reference import discovery
from ghtld.web.routes import create_pages
from ghtld.web.server import open_site

APART = 11
"""One page in so many is asked for in every format."""


@pytest.fixture(scope="module")
def on_disk(build_folder):
    return open_site(build_folder)


@pytest.fixture(scope="module")
def in_memory(build_folder):
    site = open_site(build_folder)
    disk = site.store
    site.hold_statements()
    assert site.store is not disk
    return site


def test_memory_holds_what_the_disk_does_by_the_same_names(on_disk, in_memory):
    assert set(in_memory.store) == set(on_disk.store)
    assert in_memory.statements is in_memory.store


def test_every_page_is_the_same(on_disk, in_memory):
    paths = [f"/{path}" for path in discovery.sitemap_paths(on_disk)]
    asked = [(path, HTML) for path in paths]
    asked += [(path, fmt) for path in ["/def", "/shapes", *paths[::APART]] for fmt in ALL]
    one, other = (
        create_pages(lambda site=site: site).test_client() for site in (on_disk, in_memory)
    )
    for path, fmt in asked:
        headers = {"Accept": fmt.media_type}
        assert one.get(path, headers=headers).data == other.get(path, headers=headers).data, path


def test_a_large_store_stays_on_disk(build_folder, monkeypatch):
    site = open_site(build_folder)
    disk = site.store
    monkeypatch.setattr(sites, "HELD_BYTES", site.files.inspection.size(sites.STORE) - 1)
    site.hold_statements()
    assert site.store is disk
    assert site.statements is disk


def test_another_engine_keeps_the_word(build_folder):
    site = open_site(build_folder)
    site.statements = elsewhere = object()
    site.hold_statements()
    assert site.statements is elsewhere
