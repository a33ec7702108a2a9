"""A copy of the real vocabulary that a test may damage."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from ghtld.content import Content

ROOT = Path(__file__).resolve().parents[2]
PREFIXES = """\
@prefix category: <https://w3id.org/ghtld/id/concept/category/> .
@prefix est: <https://w3id.org/ghtld/id/establishment/> .
@prefix ght: <https://w3id.org/ghtld/def#> .
@prefix mission: <https://w3id.org/ghtld/id/concept/mission/> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
"""


@pytest.fixture(scope="session")
def content() -> Content:
    return Content(ROOT)


@pytest.fixture
def copy(tmp_path: Path) -> Content:
    """A writable copy of ``ontology/``."""
    shutil.copytree(ROOT / "ontology", tmp_path / "ontology")
    return Content(tmp_path)


@pytest.fixture
def damage(copy: Content) -> Callable[[str, str, str], Content]:
    """Replace, in one file of the copy, a text that stands there exactly once."""

    def replace(name: str, old: str, new: str) -> Content:
        path = copy.root / name
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} occurs {text.count(old)} times in {name}"
        path.write_text(text.replace(old, new), encoding="utf-8")
        return copy

    return replace


@pytest.fixture
def add(copy: Content) -> Callable[[str, str], Content]:
    """Append statements to one file of the copy (its prefixes and the common ones)."""

    def append(name: str, statements: str) -> Content:
        path = copy.root / name
        before = path.read_text(encoding="utf-8") if path.exists() else ""
        path.write_text(f"{before}\n{PREFIXES}{statements}\n", encoding="utf-8")
        return copy

    return append
