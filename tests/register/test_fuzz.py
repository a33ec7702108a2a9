"""Whatever happens to a file, it is refused, or every row of it is kept or rejected."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st
from register_files import (
    BAN,
    SITES,
    geographic_row,
    legals,
    lifted,
    place_row,
    sites,
    structures,
    table,
)

from ghtld.content import bundled
from ghtld.edition.check import flattened
from ghtld.edition.corpus import vocabulary_files
from ghtld.edition.validate import load_shapes, validate
from ghtld.finding import Severity
from ghtld.text import UserError

PLACES = [geographic_row(*SITES[0])[:31], place_row("480000017", "739500.2", "6379800.5", BAN)]
WHOLE = {
    "legals": legals().encode(),
    "sites": sites().encode(),
    "places": table(PLACES).encode(),
    "structures": structures().encode(),
}
PIECES = [
    b"",
    b'"',
    b";",
    b"\n",
    b"\r\n",
    b"\x00",
    b"\xe9",
    b"\xc3\xa9",
    b"0",
    b"9",
    b"A",
    b"mars-02",
]
PIECES += [
    b"{",
    b"}",
    b"[]",
    b"null",
    b"12",
    b"-",
    b"1E400",
    b"@",
    b"\xef\xbb\xbf",
    b"\\u0000",
    b" ",
]
DAMAGE = st.lists(
    st.tuples(st.integers(0, 10_000), st.integers(0, 6), st.sampled_from(PIECES)), max_size=6
)


def damaged(whole: bytes, damage: list[tuple[int, int, bytes]]) -> bytes:
    """Cut pieces out of a file, and put others in their place."""
    for start, length, piece in damage:
        at = start % len(whole)
        whole = whole[:at] + piece + whole[at + length :]
    return whole


@pytest.fixture(scope="module")
def shapes() -> rdflib.Graph:
    return load_shapes([p for p in bundled().files("shapes/*.ttl") if "header" in p.name]) + (
        load_shapes(bundled().files("shapes/register-entry.ttl"))
    )


@pytest.fixture(scope="module")
def described() -> list:
    """The vocabulary and the concepts, which an extract uses."""
    from pyoxigraph import parse

    files = vocabulary_files(bundled()) + bundled().files("ontology/concepts/*.ttl")
    return [q for file in files for q in parse(path=file, rename_blank_nodes=True)]


@pytest.mark.parametrize("name", WHOLE)
@settings(max_examples=25, deadline=None)
@given(damage=DAMAGE)
def test_every_row_is_kept_or_rejected(name: str, damage: list[tuple[int, int, bytes]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        try:
            found = lifted(Path(folder), damaged(WHOLE[name], damage), date="2026-01-01")
        except UserError as refused:
            assert refused.fr.endswith(".")
            assert refused.en.endswith(".")
            return
        (told,) = found.summary["files"]
        assert told["read"] == told["kept"] + told["rejected"]
        listed = [r for r in found.rejects if r["effect"] == "rejected"]
        assert len(listed) == found.lifted.rejected


@settings(max_examples=8, deadline=None)
@given(damage=st.fixed_dictionaries(dict.fromkeys(WHOLE, DAMAGE)))
def test_what_is_kept_is_valid(
    shapes: rdflib.Graph, described: list, damage: dict[str, list[tuple[int, int, bytes]]]
) -> None:
    for name, whole in WHOLE.items():
        with tempfile.TemporaryDirectory() as folder:
            try:
                found = lifted(Path(folder), damaged(whole, damage[name]), date="2026-01-01")
            except UserError:
                continue
            graph = flattened(q.triple for q in (*found.store, *described))
            wrong = [f for f in validate(graph, shapes) if f.severity is Severity.VIOLATION]
            assert wrong == []
