"""The index as the build makes it."""

from ghtld import iris
from ghtld.edition import search_index
from ghtld.edition.build import build
from ghtld.web.search.catalogue import Listing
from ghtld.web.search.finder import Finder


def test_the_index_is_part_of_a_release_and_of_no_manifest(release):
    assert release.search.is_file()
    assert release.search.name not in release.manifest.files


def test_every_kind_has_its_place_in_the_order_of_search():
    assert sorted(search_index.ORDER) == sorted(iris.KINDS)


def test_the_same_release_built_again_gets_its_index_anew(tmp_path, content):
    built = build(content, tmp_path, lambda text: None).release
    built.search.write_bytes(b"of an older software")
    again = build(content, tmp_path, lambda text: None).release
    assert again.path == built.path
    finder = Finder(built.search)
    assert finder.find("ght lozere", "fr").hits[0].iri == f"{iris.BASE}id/group/lozere"
    finder.close()


def test_facets_count_no_more_than_there_is(finder):
    for kind in ("agreement", "establishment", "fact", "finess"):
        listing = Listing(finder, kind, {})
        for values in listing.facets().values():
            assert all(0 < value.count < listing.total for value in values)
