"""The documentation says what the project is: generated pages, links, paths, verbs, versions."""

import importlib.util
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import click
import pytest
import yaml
from doc_pages import (
    GENERATED,
    PAGES,
    ROOT,
    WRITTEN,
    anchors,
    by_name,
    code,
    commands,
    links,
    paths,
    text_of,
)
from pyoxigraph import parse

from ghtld.cli import main as cli

TOOL = ROOT / "tools" / "write_docs.py"


def options() -> Iterator[tuple[str, click.Option]]:
    for name, command in (("", cli), *cli.commands.items()):
        for parameter in command.params:
            if isinstance(parameter, click.Option) and parameter.opts != ["--version"]:
                yield name, parameter


@pytest.fixture(scope="module")
def writer() -> ModuleType:
    spec = importlib.util.spec_from_file_location("write_docs", TOOL)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def written() -> str:
    return "\n".join(text_of(path) for path in WRITTEN)


# Generated pages


def test_generated_pages_are_up_to_date() -> None:
    done = subprocess.run(
        [sys.executable, str(TOOL), "--check"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "")


def test_a_stale_page_is_named(writer: ModuleType, tmp_path: Path) -> None:
    for name, write in writer.PAGES.items():
        (tmp_path / name).write_text(write(), encoding="utf-8")
    (tmp_path / "cli.md").write_text("old", encoding="utf-8")
    (tmp_path / "rules.md").unlink()
    assert writer.stale(tmp_path) == ["cli.md", "rules.md"]


def test_nothing_else_lies_among_the_generated_pages(writer: ModuleType) -> None:
    assert {path.name for path in GENERATED.iterdir()} == set(writer.PAGES)


# Verbs, options, environment


@pytest.mark.parametrize("verb", sorted(cli.commands))
def test_every_verb_is_explained(verb: str, written: str) -> None:
    assert f"ghtld {verb}" in written


@pytest.mark.parametrize(("verb", "option"), [(v, o.opts[-1]) for v, o in options()])
def test_every_option_is_explained(verb: str, option: str, written: str) -> None:
    assert re.search(rf"(?<![\w-]){option}(?![\w-])", written), f"{verb} {option}"


def test_operate_tells_every_variable_and_default() -> None:
    page = text_of(ROOT / "docs" / "operate.md")
    for _, option in options():
        row = re.search(rf"^\| `{option.opts[-1]}` .*$", page, re.MULTILINE)
        assert row is not None, option.opts
        if option.envvar:
            assert f"`{option.envvar}`" in row[0]
        if isinstance(option.default, str | int | float | Path) and option.default != "":
            assert f"`{option.default}`" in row[0]


# Links, paths, targets


@pytest.mark.parametrize("page", PAGES, ids=by_name)
def test_every_relative_link_leads_somewhere(page: Path) -> None:
    for link, path, anchor in links(text_of(page)):
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), link
        assert target.is_relative_to(ROOT), link
        assert not anchor or anchor in anchors(target), link


@pytest.mark.parametrize("page", PAGES, ids=by_name)
def test_every_path_mentioned_exists(page: Path) -> None:
    assert [path for path in paths(text_of(page)) if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("page", WRITTEN, ids=by_name)
def test_every_command_mentioned_exists(page: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", text_of(ROOT / "Makefile"), re.MULTILINE))
    assert commands(text_of(page), "make") <= targets
    assert commands(text_of(page), "ghtld") <= set(cli.commands)


def test_the_readme_opens_with_the_two_commands() -> None:
    lines = code(text_of(ROOT / "README.md"))[0].splitlines()
    assert [line.partition("#")[0].strip() for line in lines] == ["make serve", "make test"]


def test_the_readme_is_short() -> None:
    assert len(text_of(ROOT / "README.md").splitlines()) <= 150


# Versions and licences


def edition(predicate: str) -> str:
    quads = parse(path=str(ROOT / "data" / "edition.ttl"))
    return next(q.object.value for q in quads if q.predicate.value.endswith(predicate))


def package() -> dict[str, str]:
    return tomllib.loads(text_of(ROOT / "pyproject.toml"))["project"]


def test_one_version_everywhere() -> None:
    citation = yaml.safe_load(text_of(ROOT / "CITATION.cff"))
    public = yaml.safe_load(text_of(ROOT / "publiccode.yml"))
    latest = re.search(r"^## (\S+) — (\S+)$", text_of(ROOT / "CHANGELOG.md"), re.MULTILINE)
    assert latest is not None
    versions = {
        "package": package()["version"],
        "citation": citation["version"],
        "publiccode": public["softwareVersion"],
        "changes": latest[1],
        "edition": edition("versionInfo"),
    }
    assert set(versions.values()) == {edition("#version")}, versions
    dates = {citation["date-released"], public["releaseDate"], latest[2]}
    assert dates == {edition("issued")}


def test_one_licence_everywhere() -> None:
    citation = yaml.safe_load(text_of(ROOT / "CITATION.cff"))
    public = yaml.safe_load(text_of(ROOT / "publiccode.yml"))
    names = {package()["license"], citation["license"], public["legal"]["license"]}
    assert names == {"EUPL-1.2"}
    assert edition("license") in text_of(ROOT / "LICENSE-DATA.md")


def test_the_licence_is_the_whole_eupl() -> None:
    text = text_of(ROOT / "LICENSE")
    assert text.startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2")
    heads = re.findall(r"^(\d+)\.[A-Z]", text, re.MULTILINE)
    assert heads == [str(number) for number in range(1, 16)]
    assert re.search(r"^ *Appendix$", text, re.MULTILINE)


@pytest.mark.skipif("GHTLD_REFERENCE" not in os.environ, reason="GHTLD_REFERENCE is not set")
def test_no_reference_folder_is_named(written: str) -> None:
    assert str(Path(os.environ["GHTLD_REFERENCE"]).parent) not in written
