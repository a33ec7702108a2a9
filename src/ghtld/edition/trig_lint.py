"""Lint TriG: the layout of the files of facts, so that a change reads as a change.

Turtle files are held by ``turtlefmt``, which does not read TriG; these rules are for TriG: the
prefix lines used and no others, in alphabetical order, from the one table; facts in the order of
their numbers, each number once; four-space steps, one blank line between blocks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ghtld.content import Content
from ghtld.finding import Finding, violation
from ghtld.terms import PREFIXES

_PREFIX_LINE = re.compile(r"@prefix (?P<name>[a-z-]+): <(?P<iri>[^>]+)> \.")
_GRAPH = re.compile(r"(?P<name>[a-z-]+:[a-z0-9-]+) \{")
_NUMBERED = re.compile(r"(?P<kind>fact|note):(?P<number>[0-9]{3}-[0-9]+(?:-[0-9a-z]+)*)\b")
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"|<[^>]*>')
_USED = re.compile(r"(?<![\w:-])([a-z][a-z-]*):(?=[A-Za-z0-9_])")


def findings(content: Content) -> Iterator[Finding]:
    """Yield what is wrong with the layout of every TriG file of ``data/``."""
    seen: dict[str, tuple[str, int]] = {}
    for path in content.files("data/**/*.trig"):
        name = content.name(path)
        try:
            lines = path.read_text(encoding="utf-8").split("\n")
        except (OSError, UnicodeDecodeError):
            continue  # said by the corpus, which reads the same file
        yield from _prefixes(name, lines)
        yield from _spacing(name, lines)
        yield from _order(name, lines)
        yield from _doubles(name, lines, seen)


def _prefixes(name: str, lines: list[str]) -> Iterator[Finding]:
    declared: list[str] = []
    for number, line in enumerate(lines, 1):
        if not line.startswith("@prefix"):
            continue
        match = _PREFIX_LINE.fullmatch(line)
        if match is None or PREFIXES.get(match["name"]) != match["iri"]:
            yield violation(
                f"Préfixe hors de la table du projet : {line}",
                f"Prefix outside the project’s table: {line}",
                file=name,
                line=number,
            )
            continue
        declared.append(match["name"])
    used = sorted({prefix for line in lines for prefix in _used_prefixes(line)})
    if declared != used and set(declared) <= set(PREFIXES):
        yield violation(
            "Les lignes @prefix doivent être celles que le fichier emploie, par ordre "
            f"alphabétique : {', '.join(used)}.",
            f"The @prefix lines must be those the file uses, in alphabetical order: "
            f"{', '.join(used)}.",
            file=name,
            line=1,
        )


def _used_prefixes(line: str) -> Iterator[str]:
    if line.startswith(("@prefix", "#")):
        return
    bare = _STRING.sub('""', line)
    yield from (prefix for prefix in _USED.findall(bare) if prefix in PREFIXES)


def _spacing(name: str, lines: list[str]) -> Iterator[Finding]:
    if lines[-1] != "" or (len(lines) > 1 and lines[-2] == ""):
        yield violation(
            "Le fichier doit finir par une seule fin de ligne.",
            "The file must end with one newline.",
            file=name,
            line=len(lines),
        )
    for number, line in enumerate(lines, 1):
        if "\t" in line or line != line.rstrip():
            fr, en = "tabulation ou blanc en fin de ligne", "tab or trailing blank"
        elif (len(line) - len(line.lstrip(" "))) % 4:
            fr, en = "retrait qui n’est pas un multiple de quatre", "indent not a multiple of four"
        elif line == "" and number < len(lines) and lines[number] == "" and number < len(lines) - 1:
            fr, en = "plus d’une ligne vide", "more than one blank line"
        else:
            continue
        yield violation(f"Mise en page : {fr}.", f"Layout: {en}.", file=name, line=number)


def _order(name: str, lines: list[str]) -> Iterator[Finding]:
    last: dict[str, tuple[int | str, ...]] = {}
    for number, line in enumerate(lines, 1):
        match = _NUMBERED.match(line)
        if match is None:
            continue
        key = sort_key(match["number"])
        # a fact's notes may stand below all its parts: kinds are ordered apart, numbers together
        if key < last.get(match["kind"], ()) or key[:2] < last.get("number", ()):
            yield violation(
                f"{match[0]} n’est pas à sa place : les faits et les notes suivent l’ordre des "
                "numéros.",
                f"{match[0]} is out of place: facts and notes follow the order of their numbers.",
                file=name,
                line=number,
            )
        last[match["kind"]] = max(key, last.get(match["kind"], ()))
        last["number"] = max(key[:2], last.get("number", ()))


def sort_key(number: str) -> tuple[int | str, ...]:
    """Return the key that puts ``003-34-10`` after ``003-34-2``."""
    parts = number.split("-")
    return tuple(f"{int(part):04d}" if part.isdigit() else part for part in parts)


def _doubles(name: str, lines: list[str], seen: dict[str, tuple[str, int]]) -> Iterator[Finding]:
    for number, line in enumerate(lines, 1):
        match = _GRAPH.match(line)
        if match is None:
            continue
        if match["name"] in seen:
            file, first = seen[match["name"]]
            yield violation(
                f"Deux faits portent le numéro {match['name']} : le premier est à {file}:{first} ; "
                "un numéro ne sert qu’une fois.",
                f"Two facts bear the number {match['name']}: the first is at {file}:{first}; a "
                "number serves once.",
                file=name,
                line=number,
            )
        seen.setdefault(match["name"], (name, number))
