"""What is locked is what pyproject.toml asks for, file by file, for every Python there is."""

import re
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ROOT / "requirements"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
RUN = PROJECT["project"]["dependencies"]
DEV = PROJECT["project"]["optional-dependencies"]["dev"]
ASKED = {
    "run": RUN,
    "dev": [*RUN, *DEV],
    "build": [*PROJECT["build-system"]["requires"], *PROJECT["dependency-groups"]["build"]],
    "npm": PROJECT["dependency-groups"]["npm"],
    "lock": PROJECT["dependency-groups"]["lock"],
}
HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")
REFRESH = "run «tools/lock.sh»"


def lines(name):
    """Return the requirements of a set, each with its hashes, as pip reads them."""
    text = re.sub(r"\\\n\s*", "", (LOCKS / f"{name}.txt").read_text())
    return [line for line in text.splitlines() if line and not line.lstrip().startswith("#")]


def on(python):
    return default_environment() | {
        "python_version": python,
        "python_full_version": f"{python}.0",
        "sys_platform": "linux",
        "platform_system": "Linux",
        "platform_python_implementation": "CPython",
        "implementation_name": "cpython",
    }


def applies(requirement, python):
    return requirement.marker is None or requirement.marker.evaluate(on(python))


def pins(name, python):
    """Return the version of each package that a set installs on a Python."""
    found = {}
    for line in lines(name):
        requirement = Requirement(line.partition("--hash")[0].strip())
        if applies(requirement, python):
            (pin,) = requirement.specifier
            assert pin.operator == "==", line
            package = canonicalize_name(requirement.name)
            assert package not in found, line
            found[package] = pin.version
    return found


def test_every_set_is_known():
    assert {path.stem for path in LOCKS.iterdir()} == set(ASKED)


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("name", ASKED)
def test_what_is_asked_for_is_locked_at_a_version_that_fits(name, python):
    locked = pins(name, python)
    for asked in map(Requirement, ASKED[name]):
        if applies(asked, python):
            found = locked.get(canonicalize_name(asked.name))
            assert found is not None, f"{asked.name} is not locked: {REFRESH}"
            assert asked.specifier.contains(found), f"{asked} is locked at {found}: {REFRESH}"


@pytest.mark.parametrize("name", ASKED)
def test_every_package_has_the_hashes_of_its_files_and_no_address(name):
    assert lines(name)
    for line in lines(name):
        assert HASH.search(line), line
        left = HASH.sub("", line)
        assert "--" not in left, line
        assert "@" not in left, line
    assert "://" not in (LOCKS / f"{name}.txt").read_text()


@pytest.mark.parametrize("python", PYTHONS)
def test_the_sets_agree(python):
    everything = {name: pins(name, python) for name in ASKED}
    assert everything["run"].items() <= everything["dev"].items()
    for name in ("build", "npm", "lock"):
        for package in everything[name].keys() & everything["dev"].keys():
            assert everything[name][package] == everything["dev"][package]


def test_what_is_tested_is_what_is_locked():
    python = f"{sys.version_info[0]}.{sys.version_info[1]}"
    other = {}
    for package, locked in pins("dev", python).items():
        try:
            installed = version(package)
        except PackageNotFoundError:
            installed = None
        if installed != locked:
            other[package] = (installed, locked)
    assert other == {}, "run «make setup-dev»"


@pytest.mark.parametrize("asked", sorted({*RUN, *DEV, *ASKED["build"], *ASKED["npm"]}))
def test_every_range_has_both_ends(asked):
    operators = {part.operator for part in Requirement(asked).specifier}
    assert operators in ({"=="}, {">=", "<"}), asked


def test_set_up_and_image_install_what_is_locked_and_nothing_else():
    """Whatever pip is told to install is in the lock, or is this package without what it needs."""
    for path in (ROOT / "tools" / "setup.sh", ROOT / "deploy" / "Containerfile"):
        text = re.sub(r"\\\n\s*", "", path.read_text())
        told = re.findall(r"(?:pip install|pip_install|pip wheel) ([^&\n]*)", text)
        assert len(told) >= 2, path.name
        for arguments in told:
            locked = "--require-hashes" in arguments and "--only-binary :all:" in arguments
            ours = "--no-deps" in arguments and "-r " not in arguments
            passed_on = '"$@"' in arguments
            assert locked or ours or passed_on, arguments


def test_the_gate_sets_up_from_the_lock():
    assert "make test" in (ROOT / ".ci" / "run").read_text()
    makefile = (ROOT / "Makefile").read_text()
    assert re.search(r"^test: check\b", makefile, re.MULTILINE)
    assert re.search(r"^check: setup-dev\b", makefile, re.MULTILINE)
    assert re.search(r"^setup-dev:\n\t@tools/setup\.sh dev$", makefile, re.MULTILINE)
