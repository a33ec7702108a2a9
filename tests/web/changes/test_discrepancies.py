"""What the register says otherwise than a document: on the page of discrepancies, computed."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
from story import FINESS, GROUP, HAINAUT, NEW

from ghtld.engine.interface import Limits
from ghtld.release import Release
from ghtld.web.pages.view import View
from ghtld.web.pictures import discrepancies
from ghtld.web.server import open_site
from ghtld.web.tables.table import Row

EST = "https://w3id.org/ghtld/id/establishment/"


@pytest.fixture(scope="module", params=["fr", "en"])
def view(changed: Release, extracts: Path, request: pytest.FixtureRequest) -> View:
    return View(open_site(extracts, limits=Limits()), request.param, "discrepancies")


def rows(view: View, anchor: str) -> dict[str, Row]:
    figure = discrepancies.figure(view, lambda iri: iri)
    (section,) = (s for s in figure.table.sections if s.anchor == anchor)
    return {str(row.cells[0][0].iri): row for row in section.rows}


def words(row: Row, cell: int) -> str:
    return " ".join(part.value for part in row.cells[cell])


def leads(row: Row, cell: int) -> set[str]:
    return {part.iri for part in row.cells[cell] if part.iri}


def test_the_departure_of_cambrai_is_computed_with_extract_and_date(view: View) -> None:
    found = rows(view, "members")[f"{EST}ch-cambrai"]
    assert "Cambrai" in words(found, 1)
    assert {f"{GROUP}1", f"{GROUP}8"} <= leads(found, 2)
    dated = {"fr": "extrait FINESS, 1er juillet 2026", "en": "FINESS extract, 1 July 2026"}
    assert dated[view.language] in words(found, 2)
    assert f"https://w3id.org/ghtld/id/graph/{NEW}" in leads(found, 4)
    assert "https://w3id.org/ghtld/id/document/002" in leads(found, 3)


def test_who_is_a_member_on_both_sides_is_not_told(view: View) -> None:
    found = rows(view, "members")
    assert f"{EST}ch-valenciennes" not in found
    assert f"{FINESS}{HAINAUT[1]}" not in found
    assert f"{EST}ch-hautmont" in found


def test_the_category_of_piencourt_names_its_extract(view: View) -> None:
    found = rows(view, "registered")[f"{EST}residence-piencourt"]
    dated = {"fr": "extrait FINESS, janvier 2021", "en": "FINESS extract, January 2021"}
    assert dated[view.language] in words(found, 2)
    assert "https://w3id.org/ghtld/id/graph/finess-2021-01" in leads(found, 4)


def test_the_table_to_take_away_has_them(asked: httpx.Client) -> None:
    told = asked.get("/discrepancies.csv", params={"lang": "en"}).text
    line = next(li for li in told.splitlines() if f"{EST}ch-cambrai" in li and GROUP in li)
    assert "FINESS extract, 1 July 2026" in line


def test_no_source_is_corrected(changed: Release, release: Release) -> None:
    """The edition of a release with registers is the edition of one without."""
    assert (changed.dumps / "ghtld.nt").read_bytes() == (release.dumps / "ghtld.nt").read_bytes()
