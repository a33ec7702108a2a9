"""Every quotation against its text: found exactly once, whole, outside excluded passages.

The texts themselves are not kept: ``ghtld locate --sources DIR`` finds each quotation and writes
``data/evidence/000.ttl`` (Web Annotation selectors: exact words, what stands before and after,
offsets in code points); ``ghtld check`` holds these files against the facts, and against the
texts where it is given them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad
from rapidfuzz import fuzz

from ghtld import iris
from ghtld.edition.corpus import Corpus, number_of
from ghtld.finding import Finding, Invalid, violation
from ghtld.terms import GHT, OA

CONTEXT_LENGTH = 32
"""At most so many code points before and after a quotation are kept to find it again."""
_SPACES = str.maketrans("\u00a0\u202f", "  ")


@dataclass(frozen=True, order=True)
class Span:
    """A passage of a text: offsets in code points, ``end`` not included."""

    start: int
    end: int

    def overlaps(self, other: Span) -> bool:
        """Tell whether the two passages share a character."""
        return self.start < other.end and other.start < self.end


def plain(text: str) -> str:
    """Return ``text`` with a space for each no-break space, as long as before."""
    return text.translate(_SPACES)


def occurrences(text: str, words: str) -> list[Span]:
    """Return every place of ``words`` in ``text``; a no-break space counts as a space."""
    read, wanted = plain(text), plain(words)
    spans: list[Span] = []
    start = read.find(wanted) if wanted else -1
    while start >= 0:
        spans.append(Span(start, start + len(wanted)))
        start = read.find(wanted, start + 1)
    return spans


def nearest(text: str, words: str) -> str:
    """Return the passage of ``text``, in whole words, that is most like ``words``."""
    alignment = fuzz.partial_ratio_alignment(words, text)
    if alignment is None:
        return ""
    start, end = alignment.dest_start, alignment.dest_end
    while 0 < start < len(text) and not text[start - 1].isspace():
        start -= 1
    while 0 < end < len(text) and not text[end].isspace():
        end += 1
    return " ".join(text[start:end].split())


def before(text: str, span: Span, closed: list[Span]) -> str:
    """Return what stands before ``span`` on its line, outside of ``closed`` passages."""
    floor = max([0, *(p.end for p in closed if p.end <= span.start)])
    window = text[max(floor, span.start - CONTEXT_LENGTH) : span.start]
    return window.rpartition("\n")[2]


def after(text: str, span: Span, closed: list[Span]) -> str:
    """Return what stands after ``span`` on its line, outside of ``closed`` passages."""
    ceiling = min([len(text), *(p.start for p in closed if p.start >= span.end)])
    window = text[span.end : min(ceiling, span.end + CONTEXT_LENGTH)]
    return window.partition("\n")[0]


@dataclass(frozen=True)
class Quotation:
    """One quotation of a fact: its number (``000-05``) and its words as curators wrote them."""

    fact: NamedNode
    words: str

    @property
    def document(self) -> str:
        """Return the number of the document quoted."""
        return number_of(self.fact)[:3]


@dataclass(frozen=True)
class Selector:
    """Where a quotation stands in its text."""

    quotation: Quotation
    rank: int
    exact: str
    prefix: str
    suffix: str
    span: Span


def quotations(corpus: Corpus) -> list[Quotation]:
    """Return every quotation of the corpus, by fact and then by its words."""
    found = (
        Quotation(q.subject, q.object.value)
        for q in corpus.quads
        if q.predicate == GHT.quote
        and isinstance(q.subject, NamedNode)
        and isinstance(q.object, Literal)
    )
    return sorted(found, key=lambda q: (q.fact.value, q.words))


def excluded(corpus: Corpus) -> dict[str, list[Span]]:
    """Return the excluded passages of each document, by its number."""
    notes: dict[NamedNode, dict[NamedNode, str]] = {}
    for quad in corpus.quads:
        if isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(_NOTE):
            notes.setdefault(quad.subject, {})[quad.predicate] = quad.object.value  # type: ignore[union-attr]
    passages: dict[str, list[Span]] = {}
    for said in notes.values():
        if GHT.exclusion in said:
            number = said[GHT.document].rpartition("/")[2]
            span = Span(int(said[OA.start]), int(said[OA.end]))
            passages.setdefault(number, []).append(span)
    return {number: sorted(spans) for number, spans in passages.items()}


_NOTE = f"{iris.BASE}id/note/"


def text_of(sources: Path, number: str, corpus: Corpus) -> str:
    """Return the text of a document from the folder ``sources``.

    The file is ``000.txt`` or ``000_….txt``; its SHA-256 must be the one the edition states.
    Raises Invalid when it is missing or another.
    """
    paths = sorted([*sources.glob(f"{number}.txt"), *sources.glob(f"{number}_*.txt")])
    if not paths:
        raise Invalid(
            violation(
                f"Le texte du document {number} n’est pas dans {sources} : attendu {number}.txt "
                f"ou {number}_….txt.",
                f"The text of document {number} is not in {sources}: {number}.txt or "
                f"{number}_….txt was expected.",
            )
        )
    content = paths[0].read_bytes()
    stated = _value(corpus.quads, iris.node("document", number), GHT.textSha256)
    if stated is not None and hashlib.sha256(content).hexdigest() != stated:
        raise Invalid(
            violation(
                f"{paths[0].name} n’est pas le texte que l’édition décrit : son empreinte SHA-256 "
                "diffère ; reprenez le texte d’origine.",
                f"{paths[0].name} is not the text the edition describes: its SHA-256 differs; "
                "take the original text.",
            )
        )
    return content.decode("utf-8")


def _value(quads: Iterable[Quad], subject: NamedNode, predicate: NamedNode) -> str | None:
    values = (
        q.object.value  # type: ignore[union-attr]
        for q in quads
        if q.subject == subject and q.predicate == predicate
    )
    return next(values, None)


def select(text: str, quotation: Quotation, rank: int, closed: list[Span]) -> Selector | Finding:
    """Find one quotation in its text, or say why it can't be used."""
    spans = occurrences(text, quotation.words)
    name = number_of(quotation.fact)
    if not spans:
        close = nearest(text, quotation.words)
        return _about(
            quotation,
            f"La citation du fait {name} ne se trouve pas dans le texte : « {quotation.words} » ; "
            f"passage le plus proche : « {close} ».",
            f"The quotation of fact {name} is not in the text: “{quotation.words}”; nearest "
            f"passage: “{close}”.",
        )
    if len(spans) > 1:
        return _about(
            quotation,
            f"La citation du fait {name} se trouve {len(spans)} fois dans le texte : allongez "
            f"« {quotation.words} » jusqu’à ce qu’elle soit unique.",
            f"The quotation of fact {name} occurs {len(spans)} times in the text: lengthen "
            f"“{quotation.words}” until it is unique.",
        )
    if any(spans[0].overlaps(passage) for passage in closed):
        return _about(
            quotation,
            f"La citation du fait {name} touche un passage exclu du document : « "
            f"{quotation.words} » ; citez d’autres mots.",
            f"The quotation of fact {name} touches an excluded passage of the document: "
            f"“{quotation.words}”; quote other words.",
        )
    span = spans[0]
    return Selector(
        quotation,
        rank,
        text[span.start : span.end],
        before(text, span, closed),
        after(text, span, closed),
        span,
    )


def _about(quotation: Quotation, fr: str, en: str) -> Finding:
    return violation(fr, en, focus=quotation.fact.value)


def locate(corpus: Corpus, text: str, number: str) -> tuple[list[Selector], list[Finding]]:
    """Find every quotation of document ``number`` in its ``text``."""
    closed = excluded(corpus).get(number, [])
    selectors: list[Selector] = []
    findings: list[Finding] = []
    ranks: dict[NamedNode, int] = {}
    for quotation in quotations(corpus):
        if quotation.document != number:
            continue
        rank = ranks[quotation.fact] = ranks.get(quotation.fact, 0) + 1
        result = select(text, quotation, rank, closed)
        if isinstance(result, Selector):
            selectors.append(result)
        else:
            findings.append(result)
    return selectors, findings


def text_findings(corpus: Corpus, text: str, number: str) -> Iterator[Finding]:
    """Check a document's contexts, misprints and silences against its ``text``."""
    closed = excluded(corpus).get(number, [])
    readable = plain(
        "".join(
            char if not any(p.start <= at < p.end for p in closed) else "\n"
            for at, char in enumerate(text)
        )
    )
    home = iris.graph(f"evidence-{number}")
    for quad in corpus.quads:
        if quad.graph_name != home or not isinstance(quad.object, Literal):
            continue
        words = plain(quad.object.value)
        subject = quad.subject.value if isinstance(quad.subject, NamedNode) else ""
        name = subject.rpartition("/")[2]
        if quad.predicate in (GHT.context, GHT.misprint) and words not in readable:
            close = nearest(text, words)
            yield violation(
                f"{name} : « {quad.object.value} » ne se trouve pas dans le texte ; passage le "
                f"plus proche : « {close} ».",
                f"{name}: “{quad.object.value}” is not in the text; nearest passage: “{close}”.",
                focus=subject,
            )
        if quad.predicate == GHT.absentWord and words.casefold() in readable.casefold():
            yield violation(
                f"{name} : le mot « {quad.object.value} », dit absent, se trouve dans le texte.",
                f"{name}: the word “{quad.object.value}”, said to be absent, is in the text.",
                focus=subject,
            )
