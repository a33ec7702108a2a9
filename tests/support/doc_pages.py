"""The pages of the documentation, and how to read code, links and anchors out of them."""

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
GENERATED = ROOT / "docs" / "reference"
PAGES = sorted(
    [ROOT / name for name in ("README.md", "CHANGELOG.md", "LICENSE-DATA.md", "SECURITY.md")]
    + list((ROOT / "docs").rglob("*.md"))
)
WRITTEN = [path for path in PAGES if GENERATED not in path.parents]

_FENCE = re.compile(r"^ *```(?P<kind>\w*)\n(?P<text>.*?)^ *```$", re.DOTALL | re.MULTILINE)
_SPAN = re.compile(r"`([^`\n]+)`")
_LINK = re.compile(r"\]\((?!https?:)(?P<path>[^)#\s]*)(?:#(?P<anchor>[^)\s]+))?\)")
_PATH = re.compile(
    r"(?<![\w./-])(?:data|ontology|shapes|queries|src|tests|docs|tools|benchmarks|\.ci)/[\w./-]*(?![\w*{…])"
)
_PLACEHOLDERS = ("NNN", "{", "*", "…")


def by_name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def fences(text: str, kind: str) -> list[str]:
    return [match["text"] for match in _FENCE.finditer(text) if match["kind"] == kind]


def code(text: str) -> list[str]:
    blocks = [match["text"] for match in _FENCE.finditer(text)]
    return blocks + _SPAN.findall(_FENCE.sub("", text))


def anchors(path: Path) -> set[str]:
    """Return the anchors of a page's headings, as code forges make them."""
    titles = re.findall(r"^#+ (.+)$", _FENCE.sub("", text_of(path)), re.MULTILINE)
    plain = (re.sub(r"[^\w\s-]", "", title.replace("`", "").lower()) for title in titles)
    return {title.replace(" ", "-") for title in plain}


def links(text: str) -> Iterator[tuple[str, str, str]]:
    """Yield each relative link: as written, its path, its anchor (empty for none)."""
    for match in _LINK.finditer(text):
        yield match[0], match["path"], match["anchor"] or ""


def paths(text: str) -> Iterator[str]:
    """Yield the paths of the project that code in ``text`` names, placeholders aside."""
    for match in _PATH.finditer("\n".join(code(text))):
        if not any(sign in match[0] for sign in _PLACEHOLDERS):
            yield match[0].rstrip(".")


def commands(text: str, program: str) -> set[str]:
    """Return the first word after ``program`` in the lines of code of ``text``."""
    found = rf"^\s*{program} (?:--lang \w+ )?([a-z][a-z-]*)"
    return set(re.findall(found, "\n".join(code(text)), re.MULTILINE))
