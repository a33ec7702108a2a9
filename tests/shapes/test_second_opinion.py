"""Another engine, npm's shacl-engine, finds the same in every fixture.

It judges the core constraints only; queries are pyshacl's alone.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections import Counter

import pytest
import rdflib
from rdflib.namespace import RDF, SH
from shape_fixtures import ROOT, all_fixtures, data_of, slice_of

from ghtld.screening import report

FOLDER = ROOT / "tests/js"
QUERY = "SPARQLConstraintComponent"
KNOWN = {
    "Evidence/valid.code-points-not-bytes.ttl": "shacl-engine 1.1.2 refuses as xsd:string any "
    "character beyond the Basic Multilingual Plane",
}


@pytest.fixture(scope="module")
def second_opinion() -> dict[str, Counter]:
    node = shutil.which("node")
    if node is None or not (FOLDER / "node_modules/shacl-engine").is_dir():
        reason = "no second opinion on SHACL: run `npm ci` in tests/js (needs Node 20)"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    question = {
        "shapes": [str(path) for path in sorted((ROOT / "shapes").glob("*.ttl"))],
        "cases": [
            {"name": x.name, "shape": str(x.shape), "data": str(x.path)} for x in all_fixtures()
        ],
    }
    answer = subprocess.run(
        [node, "shacl.mjs"],
        input=json.dumps(question),
        cwd=FOLDER,
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    found = json.loads(answer.stdout)
    return {name: Counter(map(tuple, results)) for name, results in found.items()}


def test_both_engines_agree_on_every_fixture(second_opinion):
    apart = {
        x.name: (first, second_opinion[x.name])
        for x in all_fixtures()
        if (first := _first_opinion(x)) != second_opinion[x.name]
    }
    assert apart.keys() == KNOWN.keys(), apart


def test_the_second_engine_judged_something(second_opinion):
    assert sum(sum(found.values()) for found in second_opinion.values()) > len(second_opinion) / 2


def _first_opinion(fixture) -> Counter:
    results = report(data_of(fixture), slice_of(fixture.shape))
    told = (
        (
            results.value(result, SH.resultSeverity).fragment,
            str(results.value(result, SH.sourceShape)),
            str(results.value(result, SH.focusNode)),
            results.value(result, SH.sourceConstraintComponent).fragment,
        )
        for result in results.subjects(RDF.type, SH.ValidationResult)
        if not _is_detail(results, result)
    )
    return Counter(found for found in told if found[3] != QUERY)


def _is_detail(results: rdflib.Graph, result: rdflib.term.Node) -> bool:
    return (None, SH.detail, result) in results
