"""The measures of the house are printed, and its limits hold."""

import subprocess
import sys

import measures
import pytest


def printed(*arguments):
    done = subprocess.run(
        [sys.executable, measures.__file__, *arguments],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    rows = [line.strip("| ").split(" | ") for line in done.stdout.splitlines()]
    assert rows[:2] == [["What", "Measure"], ["---", "---"]]
    return dict(rows[2:])


def test_the_command_prints_every_measure(build_folder):
    table = printed("--build", str(build_folder))
    assert int(table["modules"]) > 100
    ways = [measure for what, measure in table.items() if "on the way" in what]
    assert len(ways) == len(measures.PAGES)
    for measure in ways:
        number, _, names = measure.partition(": ")
        assert names.startswith("`http."), measure
        assert int(number) == len(names.split(", "))


def test_it_says_when_there_is_no_release(tmp_path):
    table = printed("--build", str(tmp_path), "--page", "/timeline")
    assert "ghtld build" in table["modules on the way of /timeline, not kept"]


@pytest.fixture(scope="module")
def house():
    return measures.modules()


def test_no_module_is_long(house):
    assert [one.name for one in house if one.lines > measures.LONGEST_MODULE] == []


def test_no_function_is_long(house):
    functions = [one for module in house for one in module.functions()]
    assert functions
    assert [name for lines, name in functions if lines > measures.LONGEST_FUNCTION] == []


def test_no_import_leads_up_or_in_a_circle():
    assert measures.Imports.read().up() == []
    assert measures.Imports.read(types=False).circles() == []


def test_an_arrow_up_and_a_circle_are_seen():
    graph = measures.grimp.ImportGraph()
    for one, other in (("ghtld.text", "ghtld.cli"), ("ghtld.web.a", "ghtld.web.b")):
        graph.add_import(importer=one, imported=other)
    graph.add_import(importer="ghtld.web.b", imported="ghtld.web.a")
    imports = measures.Imports(graph)
    assert imports.up() == [("ghtld.text", "ghtld.cli")]
    assert imports.circles() == [["ghtld.web.a", "ghtld.web.b"]]
