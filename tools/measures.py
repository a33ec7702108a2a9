"""Print the measures of the house as a table in Markdown: its modules, functions, imports, tests.

A module is a file of Python; the ``__init__.py`` of a package is one where it holds more than its
docstring. Names are those of modules and classes. Functions are counted with methods and functions
within functions, from ``def`` to their last line. Arrows up are direct imports from a layer of a
contract in ``pyproject.toml`` to a higher one, or to another part of the same; circles are groups
of modules that import each other, in a row of any length. How the way of a page is counted is told
in ``page_way.py``.

Usage: measures.py [--build BUILD FOLDER] [--page ADDRESS --writer START OF A FULL NAME]
"""

from __future__ import annotations

import argparse
import ast
import statistics
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import grimp
from page_way import WRITERS, way

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src"
SHORT_MODULE, LONGEST_MODULE = 40, 400
"""How many lines a module should have at least, and may have at most."""
LONGEST_FUNCTION = 60
PAGES = {
    "of the page of a thing": (None, WRITERS),
    "of the timeline": ("/timeline", ("ghtld.web.pictures.",)),
}
"""The pages whose way is measured: the address, and how the names of its writers begin."""


@dataclass(frozen=True)
class Module:
    """A file of Python."""

    name: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @property
    def lines(self) -> int:
        return len(self.text.splitlines())

    def classes(self) -> list[str]:
        return [node.name for node in ast.walk(self.tree) if isinstance(node, ast.ClassDef)]

    def functions(self) -> Iterator[tuple[int, str]]:
        """Yield the lines and the name of each function."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                yield lines, f"{self.name}.{node.name}"

    def is_bare(self) -> bool:
        """Tell whether it holds nothing, or a docstring alone."""
        return len(self.tree.body) <= (ast.get_docstring(self.tree) is not None)


def modules(folder: Path = SOURCE) -> list[Module]:
    """Return the modules below a folder."""
    found = []
    for path in sorted(folder.rglob("*.py")):
        parts = path.relative_to(folder).with_suffix("").parts
        is_package = parts[-1] == "__init__"
        name = ".".join(parts[:-1] if is_package else parts)
        module = Module(name, path.read_text(encoding="utf-8"))
        if not (is_package and module.is_bare()):
            found.append(module)
    return found


@dataclass(frozen=True)
class Imports:
    """Who imports whom; with or without what is imported for types alone."""

    graph: grimp.ImportGraph

    @classmethod
    def read(cls, types: bool = True) -> Imports:
        """Read the imports of the installed package."""
        return cls(grimp.build_graph("ghtld", exclude_type_checking_imports=not types))

    def arrows(self) -> list[tuple[str, str]]:
        """Return every importer with every module that it imports."""
        of = self.graph.find_modules_directly_imported_by
        return sorted((one, other) for one in self.graph.modules for other in of(one))

    def up(self) -> list[tuple[str, str]]:
        """Return the arrows that lead up, or aside within a layer."""
        return [
            (one, other)
            for places in layers()
            for one, other in self.arrows()
            if (here := _place(one, places)) and (there := _place(other, places))
            if places[there] < places[here] or (places[there] == places[here] and here != there)
        ]

    def circles(self) -> list[list[str]]:
        """Return the groups of modules that lead to each other."""
        after = {one: self.graph.find_downstream_modules(one) for one in self.graph.modules}
        around = {
            tuple(sorted({one, *(other for other in after[one] if one in after[other])}))
            for one in after
        }
        return sorted(list(group) for group in around if len(group) > 1)


def layers() -> list[dict[str, int]]:
    """Return, for each contract of layers, the layer of each of its parts, from the highest."""
    told = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = told["tool"]["importlinter"]["contracts"]
    return [_numbered(one) for one in contracts if one["type"] == "layers"]


def _numbered(contract: dict[str, Any]) -> dict[str, int]:
    within = [f"{container}." for container in contract.get("containers", ())] or [""]
    return {
        prefix + part.strip(" ()"): number
        for prefix in within
        for number, row in enumerate(contract["layers"])
        for part in row.split("|")
    }


def _place(module: str, places: dict[str, int]) -> str:
    """Return the part of the contract that a module belongs to, empty for none."""
    return next((part for part in places if f"{module}.".startswith(f"{part}.")), "")


def house() -> Iterator[tuple[str, object]]:
    """Yield what is measured of the source, and its measure."""
    rooms = modules()
    classes = Counter(name for module in rooms for name in module.classes())
    twice = sorted(name for name, times in classes.items() if times > 1)
    yield "modules", len(rooms)
    yield "lines of Python in `src/`", _lines(SOURCE)
    yield "names: modules and classes", len(rooms) + classes.total()
    yield "names of more than one class", _listed(twice)
    functions = sorted(one for module in rooms for one in module.functions())
    sizes = [lines for lines, _ in functions]
    yield (
        "lines of a function: median, 9 of 10 within",
        (f"{statistics.median(sizes):g}, {statistics.quantiles(sizes, n=10)[-1]:g}"),
    )
    yield "longest function", f"{sizes[-1]}, `{functions[-1][1]}`"
    longest = max(rooms, key=lambda module: module.lines)
    yield "longest module", f"{longest.lines}, `{longest.name}`"
    yield f"modules under {SHORT_MODULE} lines", sum(m.lines < SHORT_MODULE for m in rooms)
    yield "arrows up", _listed([f"{one} → {other}" for one, other in Imports.read().up()])
    yield "circles of imports", _listed([" ↔ ".join(c) for c in Imports.read(False).circles()])
    with_types = Imports.read().circles()
    yield "circles, imports for types included", _listed([" ↔ ".join(c) for c in with_types])
    for folder in ("tests", "benchmarks"):
        yield f"lines of Python in `{folder}/`", _lines(ROOT / folder)


def _lines(folder: Path) -> int:
    files = folder.rglob("*.py")
    return sum(len(path.read_text(encoding="utf-8").splitlines()) for path in files)


def _listed(names: list[str]) -> str:
    return f"{len(names)}: {', '.join(f'`{name}`' for name in names)}" if names else "0"


def _passed(build: Path, address: str | None, writers: tuple[str, ...]) -> str:
    """Return how many modules a page passes, and which."""
    if not (build / "current").exists():
        return f"not measured: no release in `{build}`, `ghtld build` makes one"
    passed = [name.removeprefix("ghtld.web.") for name in way(build, address, writers)]
    return _listed(passed) if passed else f"not measured: nothing of {', '.join(writers)} is called"


def main(arguments: list[str]) -> int:
    reader = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    reader.add_argument("--build", type=Path, default=Path("build"))
    reader.add_argument("--page", help="the address of a page that is not kept")
    reader.add_argument("--writer", help="how the full name of the function that writes it begins")
    asked = reader.parse_args(arguments)
    pages = {f"of {asked.page}": (asked.page, (asked.writer or "ghtld.web.",))}
    print("| What | Measure |\n| --- | --- |")
    for what, measure in house():
        print(f"| {what} | {measure} |")
    for what, (address, writers) in (pages if asked.page else PAGES).items():
        print(f"| modules on the way {what}, not kept | {_passed(asked.build, address, writers)} |")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
