import pytest

from ghtld.ui.negotiation import choose_language

CASES = {
    "French unless said otherwise": (None, None, "fr"),
    "the one asked for": ("en", "fr", "en"),
    "an unknown one asked for is ignored": ("de", "en", "en"),
    "English accepted": (None, "en-GB,en;q=0.9", "en"),
    "the better accepted": (None, "en;q=0.5, fr;q=0.8", "fr"),
    "neither accepted": (None, "de", "fr"),
    "a wildcard is French": (None, "*", "fr"),
    "a wildcard without French": (None, "fr;q=0, *", "en"),
    "malformed": (None, ";;;q=,en;q=x", "fr"),
}


@pytest.mark.parametrize(("asked", "accepted", "expected"), CASES.values(), ids=CASES.keys())
def test_language(asked, accepted, expected):
    assert choose_language(asked, accepted) == expected
