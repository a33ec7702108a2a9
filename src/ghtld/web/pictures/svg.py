"""Draw SVG: elements, their text, and the two ways a picture leaves us. Pure.

In a page the classes of the shapes are painted by ``static/pictures.css``, light or dark; a file
that is taken away carries the light paint in presentation attributes, which every program reads
and no content security policy refuses.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from markupsafe import Markup

SANS = "Gill Sans, Gill Sans MT, Optima, Candara, Segoe UI, DejaVu Sans, sans-serif"
_INK, _SOFT, _LINE, _WASH, _ACCENT, _WARN = (
    "#1d1b18", "#5c564c", "#d9d2c3", "#f1ecdf", "#0b5a4a", "#8a3b12",
)  # fmt: skip
_PAPER = "#fbf9f4"

PAINT: dict[str, dict[str, str]] = {
    "p-text": {"fill": _INK, "font-size": "13"},
    "p-soft": {"fill": _SOFT, "font-size": "11.5"},
    "p-strong": {"fill": _INK, "font-size": "12", "font-weight": "600"},
    "p-dot": {"fill": _SOFT},
    "p-specks": {"fill": "none", "stroke": _SOFT, "stroke-width": "2.4"},
    "p-warned": {"fill": _PAPER, "stroke": _WARN, "stroke-width": "1.6"},
    "p-edge-warned": {"fill": "none", "stroke": _WARN, "stroke-width": "1.8"},
    "p-small": {"fill": _INK, "font-size": "11"},
    "p-label": {"fill": _INK, "font-size": "12"},
    "p-head": {"fill": _INK, "font-size": "14", "font-weight": "600"},
    "p-big": {"fill": _INK, "font-size": "20", "font-weight": "600"},
    "p-warn": {"fill": _WARN, "font-size": "11.5"},
    "p-rule": {"stroke": _LINE, "fill": "none"},
    "p-axis": {"stroke": _SOFT, "fill": "none"},
    "p-band": {"fill": _WASH},
    "p-hit": {"fill": "none"},
    "p-mark": {"fill": _ACCENT, "stroke": _ACCENT},
    "p-hollow": {"fill": _PAPER, "stroke": _ACCENT, "stroke-width": "1.8"},
    "p-dashed": {
        "fill": _PAPER, "stroke": _ACCENT, "stroke-width": "1.6", "stroke-dasharray": "5 3",
    },
    "p-dotted": {
        "fill": _PAPER, "stroke": _SOFT, "stroke-width": "1.6", "stroke-dasharray": "1.5 3",
    },
    "p-outside": {
        "fill": _PAPER, "stroke": _WARN, "stroke-width": "1.8", "stroke-dasharray": "3 2",
    },
    "p-other": {"fill": _WARN, "stroke": _WARN},
    "p-box": {"fill": _WASH, "stroke": _SOFT},
    "p-edge": {"fill": "none", "stroke": _ACCENT, "stroke-width": "1.3"},
    "p-edge-member": {"fill": "none", "stroke": _SOFT, "stroke-width": "0.9"},
    "p-edge-dashed": {
        "fill": "none", "stroke": _ACCENT, "stroke-width": "1.3", "stroke-dasharray": "5 3",
    },
    "p-edge-dotted": {
        "fill": "none", "stroke": _SOFT, "stroke-width": "1.3", "stroke-dasharray": "1.5 3",
    },
    "p-edge-outside": {
        "fill": "none", "stroke": _WARN, "stroke-width": "1.3", "stroke-dasharray": "3 2",
    },
    "p-land": {"fill": _WASH, "stroke": _SOFT, "stroke-width": "0.8"},
    "p-shade": {"fill": _LINE, "stroke": _SOFT, "stroke-width": "0.8"},
}  # fmt: skip
"""What each class looks like in a file that is taken away; a test holds the stylesheet to it."""

_UNSPEAKABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_MARGIN = 12.0
_EM = 0.56
"""Width of a character of running text as a share of its size, rather too wide than too narrow."""


@dataclass(frozen=True)
class Element:
    """An element: tag, attributes, children; text is escaped when it is written."""

    tag: str
    attributes: tuple[tuple[str, str], ...]
    children: tuple[Element | str, ...]

    def write(self, *, painted: bool = False) -> str:
        """Return the markup, with the paint of its class in attributes when ``painted``."""
        attributes = dict(self.attributes)
        if painted:
            attributes = {**PAINT.get(attributes.get("class", ""), {}), **attributes}
        head = "".join(f' {name}="{_safe(value)}"' for name, value in attributes.items())
        inside = "".join(
            _safe(child) if isinstance(child, str) else child.write(painted=painted)
            for child in self.children
        )
        return f"<{self.tag}{head}>{inside}</{self.tag}>" if inside else f"<{self.tag}{head}/>"


def _safe(text: str) -> str:
    return escape(_UNSPEAKABLE.sub("\ufffd", text))


def element(tag: str, *children: Element | str, **attributes: object) -> Element:
    """Return an element; ``class_`` stands for class, ``_`` in a name for a hyphen."""
    named = (
        (name.rstrip("_").replace("_", "-"), _number(value))
        for name, value in attributes.items()
        if value is not None
    )
    return Element(tag, tuple(named), children)


def _number(value: object) -> str:
    return f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else str(value)


def text(x: float, y: float, words: str, class_: str = "p-text", **more: object) -> Element:
    """Return one line of text whose baseline starts at x, y."""
    return element("text", words, x=float(x), y=float(y), class_=class_, **more)


def lines(
    x: float, y: float, written: Iterable[str], class_: str = "p-text", **more: object
) -> list[Element]:
    """Return lines of text one below the other, the first with its baseline at ``y``."""
    return [text(x, y + 15 * i, line, class_, **more) for i, line in enumerate(written)]


def rect(x: float, y: float, width: float, height: float, class_: str, **more: object) -> Element:
    """Return a rectangle."""
    return element(
        "rect", x=float(x), y=float(y), width=float(width), height=float(height), class_=class_,
        **more,
    )  # fmt: skip


def line(x1: float, y1: float, x2: float, y2: float, class_: str = "p-rule") -> Element:
    """Return a straight line."""
    return path(f"M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}", class_)


def path(d: str, class_: str, *children: Element) -> Element:
    """Return a path."""
    return element("path", *children, d=d, class_=class_)


def circle(x: float, y: float, r: float, class_: str) -> Element:
    """Return a circle."""
    return element("circle", cx=float(x), cy=float(y), r=float(r), class_=class_)


def link(href: str | None, name: str, *children: Element) -> Element:
    """Return ``children`` as a link called ``name``, or as a mere group without ``href``.

    The title names a link that holds words; one that holds only a sign is labelled as well.
    """
    title = element("title", name)
    if href is None:
        return element("g", title, *children)
    label = None if any(child.tag == "text" for child in children) else name
    return element("a", title, *children, href=href, aria_label=label)


def wrap(words: str, width: float, size: float = 13, most: int = 3) -> list[str]:
    """Return ``words`` in lines of at most ``width``, at most ``most``; what is cut shows «…»."""
    room = max(4, int(width / (size * _EM)))
    made: list[str] = []
    for word in words.split():
        if made and len(made[-1]) + 1 + len(word) <= room:
            made[-1] += " " + word
        else:
            made.append(word)
    made = [part if len(part) <= room else part[: room - 1] + "…" for part in made]
    if len(made) > most:
        made = [*made[: most - 1], made[most - 1][: room - 1].rstrip(" ,;") + "…"]
    return made


@dataclass(frozen=True)
class Picture:
    """A drawing: its size, what it is called, what it shows in a sentence, its elements."""

    name: str
    width: float
    height: float
    title: str
    description: str
    body: tuple[Element, ...]

    def inline(self) -> Markup:
        """Return the markup for a page, painted by the stylesheet."""
        written = self._svg(self.body, class_="picture").write()
        return Markup(written)  # noqa: S704 - every text and attribute is escaped in ``write``

    def file(self, language: str) -> bytes:
        """Return the bytes of a file that stands alone."""
        left, top, width, height = self._box()
        paper = rect(left, top, width, height, "p-paper", fill=_PAPER)
        root = self._svg(
            (paper, *self.body), xmlns="http://www.w3.org/2000/svg", lang=language,
            width=width, height=height,
        )  # fmt: skip
        written = root.write(painted=True)
        return f'<?xml version="1.0" encoding="UTF-8"?>\n{written}\n'.encode()

    def _box(self) -> tuple[float, float, float, float]:
        return -_MARGIN, -4, self.width + 2 * _MARGIN, self.height + 8

    def _svg(self, body: Iterable[Element], **attributes: object) -> Element:
        return element(
            "svg",
            element("title", self.title, id=f"{self.name}-title"),
            element("desc", self.description, id=f"{self.name}-desc"),
            *body,
            viewBox=" ".join(f"{side:.0f}" for side in self._box()),
            role="group",
            font_family=SANS,
            aria_labelledby=f"{self.name}-title",
            aria_describedby=f"{self.name}-desc",
            **attributes,
        )
