"""The benchmarks start: every stage has its module, whose imports are all there, and its record."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "benchmarks"
MODULES = sorted(
    ".".join(path.relative_to(ROOT).with_suffix("").parts)
    for path in FOLDER.rglob("*.py")
    if not path.name.startswith("__")
)


def python(*arguments):
    command = [sys.executable, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)


@pytest.fixture(scope="module")
def stages():
    listed = python("-m", "benchmarks", "--list")
    assert listed.returncode == 0, listed.stderr
    return [line.split()[0] for line in listed.stdout.splitlines()]


def test_every_stage_has_its_module(stages):
    assert stages
    assert {f"benchmarks.{stage}" for stage in stages} <= set(MODULES)


def test_an_unknown_stage_is_refused_with_those_there_are():
    refused = python("-m", "benchmarks", "nothing")
    assert refused.returncode == 2
    assert "pages" in refused.stdout


def test_every_stage_has_its_record(stages):
    page = (ROOT / "docs" / "operate.md").read_text()
    measured = page.partition("## Measured")[2]
    assert [name for name in stages if f"`python -m benchmarks {name}`" not in measured] == []


def test_a_stage_tells_its_options(stages):
    assert "--minutes" in python("-m", "benchmarks.soak", "--help").stdout
    told = {stage: python("-m", f"benchmarks.{stage}", "--help").stdout for stage in stages}
    assert [stage for stage, text in told.items() if "--quick" not in text] == []


@pytest.mark.parametrize("module", MODULES)
def test_everything_that_a_module_imports_is_there(module):
    """In a process of its own, with nothing but the checkout and what is installed."""
    done = python("-c", f"import {module}")
    assert done.returncode == 0, done.stderr


def test_no_module_is_long():
    lengths = {path.name: len(path.read_text().splitlines()) for path in FOLDER.rglob("*.py")}
    assert [name for name, lines in lengths.items() if lines >= 200] == []
