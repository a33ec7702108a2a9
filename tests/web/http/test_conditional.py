"""RFC 9110, section 13, case by case."""

import time

import pytest

from ghtld.web.http.conditional import etag, is_known, last_modified

TAG = '"abc-1"'
DATE = "Thu, 01 Jan 2026 00:00:00 GMT"
EARLIER = "Wed, 31 Dec 2025 00:00:00 GMT"
LATER = "Fri, 02 Jan 2026 00:00:00 GMT"
CASES = {
    "nothing asked": ("", "", False),
    "the same tag": (TAG, "", True),
    "another tag": ('"abc-2"', "", False),
    "weak comparison": ('W/"abc-1"', "", True),
    "one of a list": ('"x", W/"y" ,"abc-1"', "", True),
    "none of a list": ('"x", "y"', "", False),
    "a comma inside a tag": ('"x,abc-1"', "", False),
    "anything": ("*", "", True),
    "a tag without quotes is none": ("abc-1", "", False),
    "the date": ("", DATE, True),
    "a later date": ("", LATER, True),
    "an earlier date": ("", EARLIER, False),
    "a malformed date": ("", "yesterday", False),
    "a tag decides before a date": ('"other"', LATER, False),
    "an endless list": ('"x",' * 20_000, "", False),
}


@pytest.mark.parametrize(("none_match", "since", "expected"), CASES.values(), ids=CASES.keys())
def test_what_a_client_has_already(none_match, since, expected):
    assert is_known(TAG, DATE, none_match, since) is expected


def test_a_tag_tells_release_variant_language_and_body_apart():
    tags = {
        etag("r1", "text/html", "fr", b"a"),
        etag("r2", "text/html", "fr", b"a"),
        etag("r1", "text/turtle", "fr", b"a"),
        etag("r1", "text/html", "en", b"a"),
        etag("r1", "text/html", "fr", b"b"),
    }
    assert len(tags) == 5
    assert etag("r1", "text/html", "fr", b"a") in tags


def test_a_moment_is_told_unless_it_lies_ahead():
    assert last_modified(1_767_225_600.9) == DATE
    assert last_modified(time.time() + 60) is None
