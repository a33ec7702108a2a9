"""Check the catalogues of messages against each other and against the code and templates.

A key that a call or a template names must be in both catalogues, with the placeholders that it is
given, and in plural forms if it is asked for by ``ngettext``. A key in the catalogues must be
used: the code or a template has it as a string, or makes it at run time (``f"lane-{lane}"``) of a
string that the code has; those made of data are in ``messages.FROM_DATA``.
"""

from __future__ import annotations

import ast
import re
import string
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path

import jinja2
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import PoFileError, read_po
from jinja2 import nodes

from ghtld.ui.messages import FROM_DATA

ROOT = Path(__file__).resolve().parents[1] / "src" / "ghtld"
LANGUAGES = ("fr", "en")
ROOMS = ("ui", "web", "engine")
"""Where keys are, beside the modules at the top: pages, and the refusals of an engine."""
SPEAKERS = {"say": False, "_": False, "ngettext": True}
"""The functions that say a message, and whether they choose a plural form."""
HOLE = "\0"
KEY = re.compile(r"[a-z0-9-]+")
MADE = re.compile(rf"([a-z0-9-]+-)?{HOLE}(-[a-z0-9-]+)?")


@dataclass(frozen=True)
class Call:
    """A message said: where, by which key, with which values (None: not written out there)."""

    where: str
    key: str
    plural: bool
    values: frozenset[str] | None


@dataclass
class Uses:
    """What the code and the templates below ``root`` say, or may say."""

    root: Path
    calls: list[Call] = field(default_factory=list)
    words: set[str] = field(default_factory=set)
    made: set[tuple[str, str]] = field(default_factory=set)
    prefixes: set[str] = field(default_factory=lambda: {""})
    """What a method ``say`` puts before the key that it is given."""

    def add_word(self, text: str) -> None:
        found = MADE.fullmatch(text)
        if found is None:
            self.words.add(text)
        elif found[1] or found[2]:
            self.made.add((found[1] or "", found[2] or ""))

    def has(self, key: str, depth: int = 3) -> bool:
        """Tell whether ``key`` is a string of the code, or is made of one."""
        if key in self.words:
            return True
        return depth > 0 and any(
            self.has(key[len(before) : len(key) - len(after)], depth - 1)
            for before, after in self.made
            if key.startswith(before) and key.endswith(after) and len(key) > len(before + after)
        )


# What Python says


def python_words(node: ast.expr) -> Iterator[str]:
    """Yield the strings that an expression may be, with a hole for what is made at run time."""
    match node:
        case ast.Constant(value=str() | int() as value):
            yield str(value)
        case ast.JoinedStr(values=parts):
            yield "".join(str(p.value) if isinstance(p, ast.Constant) else HOLE for p in parts)
        case ast.IfExp(body=body, orelse=other):
            yield from (*python_words(body), *python_words(other))


def read_python(path: Path, uses: Uses) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    for node in ast.walk(tree):
        where = f"{path.relative_to(uses.root)}:{getattr(node, 'lineno', 0)}"
        match node:
            case ast.Constant() | ast.JoinedStr():
                for word in python_words(node):
                    uses.add_word(word)
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=[key, *_]) if (
                name in SPEAKERS
            ):
                names = [given.arg for given in node.keywords]
                values = None if None in names else frozenset(str(n) for n in names)
                said = [word for word in python_words(key) if KEY.fullmatch(word)]
                uses.calls += [Call(where, one, SPEAKERS[name], values) for one in said]
            case ast.Call(func=ast.Name(id="Problem"), args=[_, key, *_]):
                said = [word for word in python_words(key) if KEY.fullmatch(word)]
                uses.calls += [Call(where, one, False, None) for one in said]
            case ast.FunctionDef(name=name) if name in SPEAKERS:
                made = (word for one in ast.walk(node) if isinstance(one, ast.expr)
                        for word in python_words(one))  # fmt: skip
                uses.prefixes |= {word.removesuffix(HOLE) for word in made if HOLE in word}


# What templates say


def template_words(node: nodes.Node | None) -> Iterator[str]:
    """Yield the strings that an expression may be, with a hole for what is made at run time."""
    match node:
        case nodes.Const(value=str() | int() as value):
            yield str(value)
        case nodes.Concat(nodes=parts):
            yield "".join(p.value if isinstance(p, nodes.Const) else HOLE for p in parts)
        case nodes.CondExpr(expr1=one, expr2=other):
            yield from (*template_words(one), *template_words(other))


def read_template(path: Path, environment: jinja2.Environment, uses: Uses) -> None:
    tree = environment.parse(path.read_text("utf-8"))
    for node in tree.find_all((nodes.Const, nodes.Concat, nodes.Call)):
        for word in template_words(node):
            uses.add_word(word)
        if not isinstance(node, nodes.Call) or not isinstance(node.node, nodes.Name):
            continue
        name = node.node.name
        if name in SPEAKERS and node.args:
            where = f"{path.relative_to(uses.root)}:{node.lineno}"
            values = frozenset(one.key for one in node.kwargs)
            said = [word for word in template_words(node.args[0]) if KEY.fullmatch(word)]
            uses.calls += [Call(where, one, SPEAKERS[name], values) for one in said]


def read_uses(root: Path) -> Uses:
    uses = Uses(root)
    environment = jinja2.Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
    rooms = [root / room for room in ROOMS]
    for path in (*root.glob("*.py"), *(path for room in rooms for path in room.rglob("*.py"))):
        read_python(path, uses)
    for path in (path for room in rooms for path in room.rglob("*.html")):
        read_template(path, environment, uses)
    return uses


# What the catalogues hold


def read_catalogue(path: Path) -> tuple[dict[str, Message], list[str]]:
    """Return the messages of a catalogue by key, and what is wrong with it by itself."""
    text = path.read_text("utf-8")
    try:
        with path.open("rb") as file:
            catalogue: Catalog = read_po(file, abort_invalid=True)
    except PoFileError as error:
        raise SystemExit(f"{path}: {error}") from error
    found = {key_of(message): message for message in catalogue if message.id}
    counted = Counter(re.findall(r'^msgid "(.+)"$', text, re.MULTILINE))
    faults = [f"{key}: is there {n} times" for key, n in counted.items() if n > 1]
    for key, message in found.items():
        texts = texts_of(message)
        if message.fuzzy:
            faults.append(f"{key}: is marked fuzzy, so is not used")
        if not all(text.strip() for text in texts):
            faults.append(f"{key}: has no text, or lacks a plural form")
        elif message.pluralizable and len(texts) != catalogue.num_plurals:
            faults.append(f"{key}: has {len(texts)} plural forms of {catalogue.num_plurals}")
    return found, faults


def key_of(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def texts_of(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string)


def holes_of(message: Message) -> frozenset[str]:
    parts = (part for text in texts_of(message) for part in string.Formatter().parse(text))
    return frozenset(name for _, name, _, _ in parts if name is not None)


# What is wrong


def compare(one: dict[str, Message], other: dict[str, Message], language: str) -> Iterator[str]:
    """Yield where the catalogues of the two languages differ."""
    for key, message in one.items():
        if key not in other:
            yield f"{key}: is missing"
        elif holes_of(message) != holes_of(other[key]):
            yield f"{key}: has {told(holes_of(other[key]))}, {language} {told(holes_of(message))}"
        elif message.pluralizable != other[key].pluralizable:
            yield f"{key}: has plural forms in one language only"


def told(names: Iterable[str]) -> str:
    return " ".join(f"{{{name}}}" for name in sorted(names)) or "no placeholder"


def check_calls(uses: Uses, messages: dict[str, Message]) -> Iterator[str]:
    """Yield what the code asks for in vain."""
    for call in uses.calls:
        key = next((p + call.key for p in uses.prefixes if p + call.key in messages), None)
        if key is None:
            yield f"{call.where}: {call.key}: no catalogue has it"
            continue
        message = messages[key]
        if call.plural != bool(message.pluralizable):
            yield f"{call.where}: {key}: " + (
                "has no plural forms" if call.plural else "has plural forms: use ngettext"
            )
        needed = holes_of(message) - ({"count"} if call.plural else set())
        if call.values is not None and call.values != needed:
            yield f"{call.where}: {key}: is given {told(call.values)}, has {told(needed)}"


def check_unused(uses: Uses, messages: dict[str, Message]) -> Iterator[str]:
    """Yield the keys that nothing says."""
    for key in messages:
        if not (uses.has(key) or any(fnmatchcase(key, pattern) for pattern in FROM_DATA)):
            yield f"{key}: nothing uses it"


def check_families(uses: Uses, messages: dict[str, Message]) -> Iterator[str]:
    """Yield the patterns of keys that the code makes of data no more."""
    for pattern in FROM_DATA:
        made = any(before and pattern.startswith(before) for before, _ in uses.made)
        if not made or not any(fnmatchcase(key, pattern) for key in messages):
            yield f"ui/messages.py: FROM_DATA: {pattern}: nothing makes such keys"


def faults(root: Path = ROOT) -> list[str]:
    uses = read_uses(root)
    paths = {name: root / "ui" / "locale" / name / "LC_MESSAGES" / "ghtld.po" for name in LANGUAGES}
    (fr, fr_faults), (en, en_faults) = map(read_catalogue, paths.values())
    found = {
        "fr": [*fr_faults, *compare(en, fr, "English"), *check_unused(uses, fr)],
        "en": [*en_faults, *(one for one in compare(fr, en, "French") if "missing" in one)],
    }
    found["en"] += [one for one in check_unused(uses, en) if one.partition(":")[0] not in fr]
    placed = [f"{paths[name].relative_to(root)}: {one}" for name in paths for one in found[name]]
    return [*placed, *check_calls(uses, fr | en), *check_families(uses, fr)]


def main() -> int:
    found = faults()
    print(*found, sep="\n", end="\n" if found else "", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
