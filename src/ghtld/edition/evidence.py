"""The evidence kept with the data: selectors held against the facts, and how much is quoted."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pyoxigraph import Literal, NamedNode

from ghtld import iris
from ghtld.content import Content
from ghtld.edition import corpus, quotes
from ghtld.edition.corpus import Corpus, number_of
from ghtld.edition.quotes import Quotation, Span, excluded, quotations
from ghtld.finding import Finding, Invalid, Severity, violation
from ghtld.terms import GHT, OA, PREFIXES, PROV, shorten


@dataclass
class Kept:
    """One evidence node as the data hold it."""

    fact: NamedNode | None = None
    said: dict[NamedNode, str] = field(default_factory=dict)

    @property
    def span(self) -> Span:
        """Return where the words stand in the text."""
        return Span(int(self.said.get(OA.start, "0")), int(self.said.get(OA.end, "0")))

    @property
    def exact(self) -> str:
        """Return the words, with plain spaces."""
        return quotes.plain(self.said.get(OA.exact, ""))

    @property
    def document(self) -> str:
        """Return the number of the document."""
        return self.said.get(PROV.wasQuotedFrom, "").rpartition("/")[2]


def kept(read: Corpus) -> dict[NamedNode, Kept]:
    """Return the evidence nodes of the corpus."""
    nodes: dict[NamedNode, Kept] = {}
    start = f"{iris.BASE}id/evidence/"
    for quad in read.quads:
        subject, obj = quad.subject, quad.object
        if isinstance(subject, NamedNode) and subject.value.startswith(start):
            if isinstance(obj, NamedNode | Literal):
                nodes.setdefault(subject, Kept()).said[quad.predicate] = obj.value
        elif (
            quad.predicate == GHT.evidence
            and isinstance(obj, NamedNode)
            and isinstance(subject, NamedNode)
        ):
            nodes.setdefault(obj, Kept()).fact = subject
    return nodes


def findings(read: Corpus) -> Iterator[Finding]:
    """Yield what is wrong between facts, quotations and evidence, without the texts."""
    facts = set(read.facts())
    yield from _facts_without_words(read, facts)
    yield from _words_without_fact(read, facts)
    yield from _not_located(read)
    yield from _inside_excluded(read)


def _facts_without_words(read: Corpus, facts: set[NamedNode]) -> Iterator[Finding]:
    grounds = (GHT.quote, PROV.wasDerivedFrom)
    grounded = {q.subject for q in read.quads if q.predicate in grounds}
    for fact in sorted(facts - grounded, key=str):
        name = number_of(fact)
        yield violation(
            f"Le fait {name} n’a ni citation (ght:quote) ni faits dont il dérive "
            "(prov:wasDerivedFrom).",
            f"Fact {name} has neither a quotation (ght:quote) nor facts it derives from "
            "(prov:wasDerivedFrom).",
            focus=fact.value,
        )


def _words_without_fact(read: Corpus, facts: set[NamedNode]) -> Iterator[Finding]:
    about = {q.subject for q in read.quads if q.predicate in (GHT.quote, GHT.evidence)}
    strays = (node for node in about - facts if isinstance(node, NamedNode))
    for node in sorted(strays, key=str):
        name = number_of(node)
        yield violation(
            f"Citation sans fait : {shorten(node.value)} n’a pas de graphe ; écrivez "
            f"« fact:{name} {{ … }} » ou retirez la citation.",
            f"Quotation without a fact: {shorten(node.value)} has no graph; write "
            f"“fact:{name} {{ … }}” or remove the quotation.",
            focus=node.value,
        )


def _not_located(read: Corpus) -> Iterator[Finding]:
    written = {Quotation(q.fact, quotes.plain(q.words)) for q in quotations(read)}
    located = {
        Quotation(node.fact, node.exact) for node in kept(read).values() if node.fact is not None
    }
    for stale in sorted(written ^ located, key=lambda q: (q.fact.value, q.words)):
        name = number_of(stale.fact)
        yield violation(
            f"Les sélecteurs du fait {name} ne suivent plus ses citations (« {stale.words} ») : "
            "lancez « ghtld locate --sources DOSSIER ».",
            f"The selectors of fact {name} no longer follow its quotations (“{stale.words}”): run "
            "“ghtld locate --sources FOLDER”.",
            focus=stale.fact.value,
        )


def _inside_excluded(read: Corpus) -> Iterator[Finding]:
    closed = excluded(read)
    for name, node in sorted(kept(read).items(), key=lambda entry: entry[0].value):
        if any(node.span.overlaps(passage) for passage in closed.get(node.document, [])):
            yield violation(
                f"{shorten(name.value)} touche un passage exclu du document {node.document}.",
                f"{shorten(name.value)} touches an excluded passage of document {node.document}.",
                focus=name.value,
            )


def quoted_share(read: Corpus) -> dict[str, dict[str, int | float]]:
    """Return how much of each document is quoted: code points in all, quoted, and the share."""
    spans: dict[str, set[int]] = {}
    for node in kept(read).values():
        spans.setdefault(node.document, set()).update(range(node.span.start, node.span.end))
    lengths = {
        q.subject.value.rpartition("/")[2]: int(q.object.value)
        for q in read.quads
        if q.predicate == GHT.textLength
        and isinstance(q.subject, NamedNode)
        and isinstance(q.object, Literal)
    }
    return {
        number: {
            "length": length,
            "quoted": len(spans.get(number, ())),
            "share": round(len(spans.get(number, ())) / length, 4) if length else 0.0,
        }
        for number, length in sorted(lengths.items())
    }


def write_evidence(content: Content, sources: Path) -> tuple[int, list[Finding]]:
    """Locate every quotation in the texts of ``sources`` and write ``data/evidence/``.

    Returns how many were located, and what stands in the way; a document with a finding keeps
    the file it had.
    """
    read = corpus.read(content)
    wrong = [f for f in read.findings if f.severity is Severity.VIOLATION]
    if wrong:
        return 0, wrong
    count = 0
    for number, _, selectors, findings in _located(read, content, sources):
        wrong += corpus.placed(content, read, findings)
        if not findings:
            path = _file_of(content, number)
            path.parent.mkdir(exist_ok=True)
            path.write_text(evidence_file(selectors, number), encoding="utf-8")
            count += len(selectors)
    return count, wrong


def text_findings(read: Corpus, content: Content, sources: Path) -> Iterator[Finding]:
    """Yield what is wrong between the corpus, its evidence and the texts of ``sources``."""
    for number, text, selectors, wrong in _located(read, content, sources):
        yield from wrong
        if text is not None:
            yield from quotes.text_findings(read, text, number)
        path = _file_of(content, number)
        kept = path.read_text(encoding="utf-8") if path.is_file() else None
        if not wrong and kept != evidence_file(selectors, number):
            yield _out_of_date(content.name(path))


def _located(
    read: Corpus, content: Content, sources: Path
) -> Iterator[tuple[str, str | None, list[quotes.Selector], list[Finding]]]:
    """Yield each document with its text, where its quotations stand, and what is wrong."""
    for number, _ in content.documents():
        try:
            text = quotes.text_of(sources, number, read)
        except Invalid as missing:
            yield number, None, [], missing.findings
        else:
            yield number, text, *quotes.locate(read, text, number)


def _file_of(content: Content, number: str) -> Path:
    return content.data / "evidence" / f"{number}.ttl"


def evidence_file(selectors: Iterable[quotes.Selector], number: str) -> str:
    """Return ``data/evidence/{number}.ttl``: the selectors of one document, in Turtle."""
    names = ("document", "evidence", "fact", "ght", "oa", "prov")
    blocks = ["\n".join(f"@prefix {name}: <{PREFIXES[name]}> ." for name in names)]
    blocks += [_block(selector, number) for selector in selectors]
    return "\n\n".join(blocks) + "\n"


def _block(selector: quotes.Selector, number: str) -> str:
    fact = number_of(selector.quotation.fact)
    evidence = f"evidence:{fact}-{selector.rank}"
    return (
        f"{evidence} a ght:Evidence , oa:TextPositionSelector , oa:TextQuoteSelector ;\n"
        f"    oa:end {selector.span.end} ;\n"
        f"    oa:exact {_quoted(selector.exact)} ;\n"
        f"    oa:prefix {_quoted(selector.prefix)} ;\n"
        f"    oa:start {selector.span.start} ;\n"
        f"    oa:suffix {_quoted(selector.suffix)} ;\n"
        f"    prov:wasQuotedFrom document:{number} .\n"
        f"\nfact:{fact} ght:evidence {evidence} ."
    )


def _quoted(words: str) -> str:
    return json.dumps(words, ensure_ascii=False)


def _out_of_date(file: str) -> Finding:
    return violation(
        f"{file} n’est pas à jour : lancez « ghtld locate --sources DOSSIER ».",
        f"{file} is out of date: run “ghtld locate --sources FOLDER”.",
        file=file,
    )
