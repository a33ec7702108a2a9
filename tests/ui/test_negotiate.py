"""RFC 9110, section 12.5.1, case by case."""

import pytest

from ghtld.formats import (
    ALL,
    CSV,
    HTML,
    JSON_LD,
    N_TRIPLES,
    RDF_XML,
    RESULT_FORMATS,
    RESULTS_JSON,
    RESULTS_XML,
    TRIG,
    TURTLE,
)
from ghtld.ui.negotiation import NotAcceptable, names_html, negotiate

CHROME = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"

CHOSEN = {
    "without Accept the first offer": (None, HTML),
    "an empty Accept is no Accept": ("", HTML),
    "blanks and commas alone are no Accept": (" , ,", HTML),
    "the full wildcard gives the first offer": ("*/*", HTML),
    "an exact type": ("text/turtle", TURTLE),
    "types are case-insensitive": ("Text/TURTLE", TURTLE),
    "a type wildcard": ("application/*", JSON_LD),
    "a type wildcard prefers the order of offers": ("text/*", HTML),
    "the higher quality wins": ("text/turtle;q=0.5, application/rdf+xml;q=0.9", RDF_XML),
    "quality is 1 unless said": ("text/turtle;q=0.9, application/rdf+xml", RDF_XML),
    "Q is case-insensitive": ("text/turtle;Q=0.1, application/rdf+xml;q=0.2", RDF_XML),
    "blanks around parameters": ("text/turtle ; q=0.1 , application/rdf+xml ; q=0.2", RDF_XML),
    "a more exact range overrides a wildcard": ("*/*, text/html;q=0.1", TURTLE),
    "a type wildcard overrides the full one": ("*/*;q=0.5, text/*;q=0.1", JSON_LD),
    "at equal quality the exact name wins": ("*/*, text/turtle", TURTLE),
    "at equal quality and exactness the order of offers": (
        "application/rdf+xml, text/turtle",
        TURTLE,
    ),
    "q=0 excludes": ("text/html;q=0, */*", TURTLE),
    "q=0 on a type wildcard excludes": ("text/*;q=0, */*", JSON_LD),
    "q=0.000 excludes": ("text/html;q=0.000, */*", TURTLE),
    "a profile is ignored": (
        'application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted"',
        JSON_LD,
    ),
    "a comma inside quotes separates nothing": (
        'application/ld+json;profile="a,text/turtle;q=1";q=0.4, application/rdf+xml;q=0.5',
        RDF_XML,
    ),
    "a further media type of a format": ("application/x-turtle", TURTLE),
    "plain text is N-Triples": ("text/plain", N_TRIPLES),
    "plain JSON is JSON-LD": ("application/json", JSON_LD),
    "named graphs": ("application/trig", TRIG),
    "a browser gets the page": (CHROME, HTML),
    "an unknown type beside a known one": ("image/png, text/turtle;q=0.1", TURTLE),
    "a malformed element is skipped": ("text, text/turtle;q=0.1", TURTLE),
    "a malformed quality skips its element": ("text/html;q=high, text/turtle;q=0.1", TURTLE),
    "a wildcard type with a subtype is skipped": ("*/html, text/turtle;q=0.1", TURTLE),
    "an unclosed quote is tolerated": ('text/turtle;profile="a', TURTLE),
    "nothing readable at all is no Accept": ("????", HTML),
}


@pytest.mark.parametrize(("accept", "expected"), CHOSEN.values(), ids=CHOSEN.keys())
def test_a_document(accept, expected):
    assert negotiate(accept, ALL) is expected


REFUSED = {
    "an unknown type": "image/png",
    "only q=0": "*/*;q=0",
    "every type excluded": "text/*;q=0, application/*;q=0",
    "a further media type does not revive an excluded format": "text/turtle;q=0",
}


@pytest.mark.parametrize("accept", REFUSED.values(), ids=REFUSED.keys())
def test_not_acceptable(accept):
    with pytest.raises(NotAcceptable) as refused:
        negotiate(accept, ALL)
    assert refused.value.offers == ALL


def test_excluding_a_canonical_type_is_not_undone_by_a_wildcard():
    assert negotiate("text/turtle;q=0, */*;q=0.5", (TURTLE, RDF_XML)) is RDF_XML


ROWS = {
    "JSON comes first": ("*/*", RESULTS_JSON),
    "plain JSON": ("application/json", RESULTS_JSON),
    "plain XML": ("application/xml", RESULTS_XML),
    "CSV": ("text/csv", CSV),
    "a browser gets the page": (CHROME, HTML),
}


@pytest.mark.parametrize(("accept", "expected"), ROWS.values(), ids=ROWS.keys())
def test_rows(accept, expected):
    assert negotiate(accept, (*RESULT_FORMATS, HTML)) is expected


def test_a_long_header_takes_no_long_time():
    assert negotiate(",".join(["a/b;q=0.1"] * 10_000) + ",text/turtle", ALL) is TURTLE
    assert negotiate('"' * 100_000, ALL) is HTML


def test_only_who_names_html_is_a_browser():
    assert names_html(CHROME)
    assert not names_html("*/*")
    assert not names_html("text/html;q=0")
    assert not names_html(None)
