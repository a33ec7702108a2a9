"""The bench starts: every section has its program, whose imports are all there, and its record."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOOLS = ROOT / "tools"
BENCH = TOOLS / "bench.py"


def bench(*arguments):
    command = [sys.executable, str(BENCH), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def sections():
    """Return name and program of each section, as the source of the bench has them."""
    calls = [node for node in ast.walk(ast.parse(BENCH.read_text())) if isinstance(node, ast.Call)]
    made = [call for call in calls if getattr(call.func, "id", "") == "Section"]
    return {call.args[0].value: call.args[2].value for call in made}


def test_the_bench_lists_its_sections():
    listed = bench("--list")
    assert listed.returncode == 0
    assert [line.split()[0] for line in listed.stdout.splitlines()] == list(sections())


def test_an_unknown_section_is_refused_with_those_there_are():
    refused = bench("nothing")
    assert refused.returncode == 2
    assert "pages" in refused.stdout


def test_every_section_has_its_record():
    page = (ROOT / "docs" / "operate.md").read_text()
    measured = page.partition("## Measured")[2]
    assert [name for name in sections() if f"`tools/bench.py {name}`" not in measured] == []


@pytest.mark.parametrize("program", sorted(set(sections().values())))
def test_everything_that_a_section_imports_is_there(program):
    """In a process of its own, with nothing but the checkout and what is installed."""
    code = f"import sys; sys.path.insert(0, {str(TOOLS)!r}); import {program}"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
