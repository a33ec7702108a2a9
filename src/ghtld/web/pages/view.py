"""What a template needs to write one page: words, labels, and links that hold under any host."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path
from typing import ClassVar
from urllib.parse import urlencode

import jinja2
from jinja2.runtime import Context
from markupsafe import Markup
from pyoxigraph import Literal, NamedNode
from werkzeug.urls import iri_to_uri

from ghtld import iris
from ghtld.formats import BY_ANY_SUFFIX
from ghtld.terms import XSD, shorten
from ghtld.ui import literals, messages
from ghtld.web.configuration import SILENT, Configuration
from ghtld.web.graph import Term
from ghtld.web.http import assets, robots
from ghtld.web.pages import elements, external_labels
from ghtld.web.pages.elements import Shown
from ghtld.web.site import Site, Text

_ADDRESS = re.compile(r"[^/?#]*:|/")
_STATED = re.compile(r"(.*?)(?:/page/[0-9]+)?(?:\.(?:fr|en))?\.html")
FILES = frozenset((*BY_ANY_SUFFIX, "atom", "json", "svg", "txt", "xlsx", "xml"))
"""What the addresses of files end with that are no pages."""
_APART = ("id/", "finess/", "sparql", "cite", "linkset")
"""What addresses begin with that have no page of a language: redirects, and the endpoint."""


@dataclass(frozen=True)
class View:
    """One page being written: its site, its language, and its path below the root.

    ``chosen`` tells that the reader asked for the language by ``?lang=``: links then keep it.
    ``carried`` is what a change of language keeps of the query string; ``known`` what the operator
    says of the server. ``suffix`` is what the address of the page ends with where it states the
    language (``.en.html``) or the page of a list (``.html``): links then lead to such addresses.
    """

    site: Site
    language: str
    here: str
    chosen: bool = False
    carried: str = ""
    known: Configuration = SILENT
    suffix: str = ""
    long: ClassVar[int] = 300

    def say(self, key: str, **values: object) -> str:
        """Return a message in the language of the page."""
        return messages.say(key, self.language, **values)

    def ngettext(self, key: str, count: int, **values: object) -> str:
        """Return the form of a message for a number, in the language of the page."""
        return messages.ngettext(key, self.language, count, **values)

    def number(self, number: int) -> str:
        """Return a number as the language of the page writes it."""
        return messages.number(number, self.language)

    def date(self, written: str) -> str:
        """Return a date as the language of the page writes it."""
        return literals.read_aloud(Literal(written, datatype=XSD.date), self.language)

    def pick(self, words: Sequence[Literal]) -> Sequence[Literal]:
        """Return those of ``words`` that are in the language of the page, or else all."""
        return [literal for literal in words if literal.language == self.language] or words

    def kinds(self, name: str) -> str:
        """Return the name of a kind in the plural."""
        return external_labels.kinds(name, self.language)

    def status(self, written: str) -> str:
        """Return the status of a term as people say it."""
        key = f"status-{written}"
        return self.say(key) if messages.has(key) else written

    def kind_of(self, node: NamedNode) -> str:
        """Return what kind of thing of ours ``node`` is, in the singular; empty for no thing."""
        thing = iris.read(node.value)
        return external_labels.kind(thing.kind, self.language) if thing else ""

    def href(self, path: str) -> str:
        """Return the link to ``path`` (below the root) relative to this page."""
        path, hash_, fragment = path.partition("#")
        stated = self.suffix and _is_page(path)
        if stated:
            path = f"{path}index{self.suffix}" if path[-1:] in ("", "/") else path + self.suffix
        climbed = "../" * self.here.count("/") + path or "./"
        if _ADDRESS.match(climbed):
            # Without the step, ``javascript:…`` or ``//host`` would lead out of here.
            climbed = f"./{climbed}"
        if self.chosen and not stated:
            climbed += f"{'&' if '?' in path else '?'}lang={self.language}"
        return f"{climbed}{hash_}{fragment}"

    def page_href(self, path: str, number: int) -> str:
        """Return the link to a page of the list at ``path`` (below the root), numbered from 1."""
        if number == 1:
            return self.href(path)
        return self.href(f"{path}/page/{number}" if self.suffix else f"{path}?page={number}")

    def plain(self, path: str) -> str:
        """Return the link to what is the same in every language."""
        return "../" * self.here.count("/") + path

    def asset(self, name: str) -> str:
        """Return the link to a static file."""
        return self.plain(f"static/{assets.hashed(name)}")

    @property
    def public(self) -> str:
        """Return the address of the root from outside."""
        return self.known.public_url

    @property
    def canonical(self) -> str:
        """Return the address of this page from outside, without the suffix of its format."""
        return self.public + ("dumps/" if self.path == "dumps/index" else self.path)

    @property
    def path(self) -> str:
        """Return the path of this page without what states language, page or HTML."""
        stated = _STATED.fullmatch(self.here)
        path = stated[1] if stated and self.suffix else self.here.removesuffix(".html")
        is_index = self.suffix and path.rpartition("/")[2] == "index"
        return path.removesuffix("index") if is_index else path

    @property
    def indexed(self) -> bool:
        """Tell whether search engines may list this page."""
        return robots.is_indexed(self.here)

    def carrying(self, state: Mapping[str, str], page: int = 1) -> View:
        """Return this view so that a change of language keeps what a list was narrowed to."""
        kept = {**state, **({"page": str(page)} if page > 1 and not self.suffix else {})}
        return replace(self, carried=urlencode(kept, safe=":/"))

    def switch(self) -> str:
        """Return the link to this page in the other language."""
        other = "en" if self.language == "fr" else "fr"
        if self.suffix.endswith(f".{self.language}.html"):
            name = self.here.rpartition("/")[2].removesuffix(self.suffix)
            return f"{name}.{other}.html" + (f"?{self.carried}" if self.carried else "")
        carried = f"{self.carried}&" if self.carried else ""
        return f"?{carried}lang={other}"

    def link(self, iri: str) -> str | None:
        """Return the link to what ``iri`` names: relative if ours, None when it is no web page."""
        thing = iris.read(iri)
        if thing is not None:
            return self.href(f"doc/{thing.kind}/{thing.slug}")
        if iris.is_ours(iri):
            return self.href(iri.removeprefix(iris.BASE))
        return iri_to_uri(iri) if iri.startswith(("https://", "http://")) else None

    def label(self, node: NamedNode) -> Text:
        """Return the name of ``node`` for people: its label, else what its IRI tells."""
        found = self.site.label(node, self.language)
        if found is not None:
            return found
        named = external_labels.label(node.value, self.language)
        if named is not None:
            return Text(named, self.language)
        thing = iris.read(node.value)
        if thing is not None:
            return Text(
                f"{external_labels.kind(thing.kind, self.language)} {thing.slug}", self.language
            )
        return Text(shorten(node.value).removeprefix(iris.BASE))

    def name(self, node: NamedNode) -> Text:
        """Return the label of ``node``, cut where it is too long for a link or a heading."""
        return self.cut(self.label(node))

    def cut(self, text: Text) -> Text:
        """Return ``text``, or its beginning where it is long."""
        if len(text.value) <= self.long:
            return text
        return Text(f"{text.value[: self.long]}…", text.language)

    def show(self, term: Term) -> Shown:
        """Return ``term`` as the page shows it."""
        if isinstance(term, NamedNode):
            link = self.link(term.value)
            outside = not iris.is_ours(term.value)
            title = None if iris.read(term.value) else shorten(term.value)
            return Shown(self.name(term), link, title, outside)
        if isinstance(term, Literal):
            read = literals.read_aloud(term, self.language)
            raw = term.value if read != term.value else None
            own = self.language if raw else None
            text = Text(read, term.language or own)
            return Shown(text, title=raw, long=len(read) > 2 * View.long)
        return Shown(Text(str(term)))

    def element(self, term: Term) -> Markup:
        """Return ``term`` as the element that shows it."""
        if not isinstance(term, NamedNode):
            return elements.of(self.show(term), self.language, self.long)
        return self.site.remembered(
            (term, self.variant), lambda: elements.of(self.show(term), self.language, self.long)
        )

    @cached_property
    def variant(self) -> str:
        """Return what elements that recur depend on: the language and what links begin with."""
        return f"{self.language}{self.chosen:d}{self.here.count('/')}{self.suffix}"

    def text(self, words: Text) -> Markup:
        """Return words as the element that shows them."""
        return elements.text(words, self.language)

    def note(self, number: int) -> Markup:
        """Return the element that leads to the words behind a value, for a template."""
        return elements.note(number, self.language)

    def mark(self, graph: NamedNode) -> Markup:
        """Return the element that tells of the graph, and its layer, that a value comes from."""

        def make() -> Markup:
            label = self.label(graph)
            name, link = self.layer(graph) or label, self.link(graph.value)
            return elements.layer(link, label.value, name, self.language)

        return self.site.remembered(("mark", graph, self.variant), make)

    def part(self, name: str) -> Markup:
        """Return a part of a page that depends on nothing but the language and the depth."""
        return self.site.remembered(
            ("part", name, self.variant),
            lambda: render(self, name),
        )

    def either(self, nodes: Sequence[NamedNode]) -> str:
        """Return the names of things of which one holds, as a list."""
        return literals.either((self.label(node).value for node in nodes), self.language)

    def layer(self, graph: NamedNode) -> Text | None:
        """Return the name of the layer of ``graph``, or None when the release states none."""
        layer = self.site.layers.get(graph)
        return self.label(layer) if layer is not None else None


def _is_page(path: str) -> bool:
    """Tell whether the page at ``path`` (below the root) has an address for each language."""
    name = path.rpartition("/")[2]
    is_file = name.rpartition(".")[2] in FILES if "." in name else False
    is_dump = path.startswith("dumps/") and path != "dumps/"
    return not ("?" in path or is_file or is_dump or path.startswith(_APART))


def render(view: View, template: str, **values: object) -> Markup:
    """Write a page, or a part of one, which the template escapes."""
    return Markup(environment().get_template(template).render(view=view, **values))  # noqa: S704


@jinja2.pass_context
def _gettext(context: Context, key: str, **values: object) -> str:
    """Return a message, for ``_("key", name=value)`` in a template."""
    view: View = context["view"]
    return view.say(key, **values)


@jinja2.pass_context
def _ngettext(context: Context, key: str, count: int, **values: object) -> str:
    """Return a message in the form for ``count``, for ``ngettext("key", count)`` in a template."""
    view: View = context["view"]
    return view.ngettext(key, count, **values)


@cache
def environment() -> jinja2.Environment:
    """Return the templates, which escape everything and refuse an unknown name."""
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parents[1] / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    made.install_gettext_callables(_gettext, _ngettext)  # type: ignore[attr-defined]
    made.filters["cut"], made.filters["first_sentence"] = literals.cut, literals.first_sentence
    return made
