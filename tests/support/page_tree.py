"""A page as a tree, and its sections as a reader meets them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser

VOID = frozenset({"meta", "link", "br", "input", "hr", "img"})


@dataclass
class Element:
    """An element: its name, attributes, children and text in order."""

    name: str
    said: dict[str, str]
    inside: list["Element | str"] = field(default_factory=list)

    @cached_property
    def below(self) -> list["Element"]:
        """Return the elements below, in order."""
        children = (child for child in self.inside if isinstance(child, Element))
        return [found for child in children for found in (child, *child.below)]

    def every(self, name: str = "", **said: str) -> Iterator["Element"]:
        """Yield the elements below of this name that have these attributes, in order."""
        for element in self.below:
            if name and element.name != name:
                continue
            if all(_said(element, key) == value for key, value in said.items()):
                yield element

    def one(self, name: str = "", **said: str) -> "Element":
        """Return the first such element."""
        return next(self.every(name, **said))

    @property
    def text(self) -> str:
        """Return the words, blanks as one; markers stand in brackets."""
        return " ".join(re.sub(r"\s+", " ", "".join(self._pieces())).split())

    def _pieces(self) -> Iterator[str]:
        for child in self.inside:
            if isinstance(child, str):
                yield child
            elif child.name == "a" and child.said.get("href", "").startswith("#note-"):
                yield f"[{child.said['href'].removeprefix('#note-')}]"
            else:
                yield from child._pieces()
                yield " " if child.name in ("li", "dt", "dd", "td", "th", "p", "div") else ""


def _said(element: Element, key: str) -> str | None:
    return element.said.get({"sort": "class"}.get(key, key))


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = Element("", {})
        self.open = [self.root]

    def handle_starttag(self, tag, attrs):
        made = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].inside.append(made)
        if tag not in VOID:
            self.open.append(made)

    def handle_endtag(self, tag):
        if tag in VOID:
            return
        assert self.open[-1].name == tag, f"</{tag}> closes <{self.open[-1].name}>"
        self.open.pop()

    def handle_data(self, data):
        self.open[-1].inside.append(data)


def read(page: str) -> Element:
    """Return the tree of a page; every element must be closed in order."""
    reader = _Reader()
    reader.feed(page)
    assert len(reader.open) == 1
    return reader.root


def sections(tree: Element) -> dict[str, Element]:
    """Return the sections of a page by the id of their heading."""
    found = (section for section in tree.every("section") if "aria-labelledby" in section.said)
    return {section.said["aria-labelledby"]: section for section in found}


def notes(tree: Element) -> dict[str, Element]:
    """Return the notes of a page by number or letter."""
    found = (item for item in tree.every("li") if item.said.get("id", "").startswith("note-"))
    return {item.said["id"].removeprefix("note-"): item for item in found}


def markers(element: Element) -> list[str]:
    """Return the notes that an element calls for; a marker that leads to a fact counts too."""
    found = []
    for link in element.every("a"):
        href = link.said.get("href", "")
        if href.startswith("#note-"):
            found.append(href.removeprefix("#note-"))
        elif link.said.get("class") == "note":
            found.append(href)
    return found


def words_behind(tree: Element, element: Element) -> str:
    """Return the text of the notes that an element calls for."""
    known = notes(tree)
    return " ".join(known[name].text for name in markers(element) if name in known)
