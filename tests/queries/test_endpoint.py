"""The expected answers come out of the served endpoint exactly."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from served import serving

from ghtld.content import bundled
from ghtld.engine.interface import Limits
from ghtld.release import Release

QUERIES = bundled().files("queries/*.rq")


@pytest.fixture(scope="module")
def endpoint(build_folder: Path, release: Release) -> Iterator[httpx.Client]:
    with (
        serving(build_folder, Limits()) as address,
        httpx.Client(base_url=address, timeout=30) as client,
    ):
        yield client


@pytest.mark.parametrize("path", QUERIES, ids=lambda path: path.stem)
def test_the_endpoint_gives_the_expected_answer(path: Path, endpoint: httpx.Client) -> None:
    text = path.read_text(encoding="utf-8")
    expected = path.with_suffix(".csv").read_text(encoding="utf-8")
    accept = "application/sparql-results+json" if expected in ("true\n", "false\n") else "text/csv"
    answer = endpoint.post("/sparql", data={"query": text}, headers={"Accept": accept})
    assert answer.status_code == 200, answer.text
    if accept == "text/csv":
        assert answer.text.replace("\r\n", "\n") == expected
    else:
        assert f"{str(answer.json()['boolean']).lower()}\n" == expected
