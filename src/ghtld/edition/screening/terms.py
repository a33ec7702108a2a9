"""What a screen may accept without asking the judge: terms that every engine reads alike.

A screen accepts by lists of safe lexical forms, because engines differ in the odd ones (``+1``,
``١``, ``2021-02-29``, a trailing line break) and an error in a SPARQL expression hides a fault.
Everything here is text of SPARQL expressions, read by Oxigraph.
"""

from __future__ import annotations

import re

from pyoxigraph import Literal as OxLiteral
from rdflib.namespace import RDF, XSD
from rdflib.term import Literal, Node, URIRef

ALWAYS = "true"
"""The expression of a test that can't be made: every node is suspect."""

_DAY = "(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])"
_LATE_DAY = "(0[13-9]|1[0-2])-(29|30)|(0[13578]|1[02])-31"
_FORMS = {
    XSD.boolean: "true|false",
    XSD.integer: "-?(0|[1-9][0-9]{0,14})",
    XSD.nonNegativeInteger: "0|[1-9][0-9]{0,14}",
    XSD.positiveInteger: "[1-9][0-9]{0,14}",
    XSD.decimal: "-?(0|[1-9][0-9]{0,8})([.][0-9]{1,9})?",
    XSD.date: f"[12][0-9]{{3}}-({_DAY}|{_LATE_DAY})",
    XSD.gYear: "[12][0-9]{3}",
    XSD.gYearMonth: "[12][0-9]{3}-(0[1-9]|1[0-2])",
    XSD.gMonthDay: f"--({_DAY}|{_LATE_DAY})",
    XSD.anyURI: "[A-Za-z][A-Za-z0-9+.-]*:[!-~]*",
}
"""Safe lexical forms by datatype; 29 February goes to the judge."""
_WORDS = (XSD.string, RDF.langString)
ORDERED = (XSD.integer, XSD.decimal, XSD.date)
"""Datatypes whose safe forms both engines order alike."""

_PORTABLE_ESCAPE = re.compile(r"\\[^A-Za-z0-9]")
_UNPORTABLE = re.compile(r"\\|\(\?(?!:)|\[\[|\[:|&&|--|~~|[*+?}][+*]|\{,")


def quoted(text: str) -> str:
    """Return ``text`` as a SPARQL string literal."""
    return str(OxLiteral(text))


def iri(node: Node) -> str:
    """Return an IRI as SPARQL writes it."""
    return f"<{node}>"


def has_form(value: str, datatype: URIRef) -> str:
    """Return the test that ``value`` is a literal of ``datatype`` in a safe lexical form."""
    typed = f"DATATYPE({value}) = {iri(datatype)}"
    if datatype in _WORDS:
        return typed
    if datatype not in _FORMS:
        return "false"
    return f"({typed} && REGEX(STR({value}), {quoted(f'^({_FORMS[datatype]})$')}))"


def is_safe(lexical: str, datatype: URIRef) -> bool:
    """Tell whether ``lexical`` is a safe form of ``datatype``."""
    return re.fullmatch(_FORMS.get(datatype, "(?!)"), lexical) is not None


def same(value: str, node: Node) -> str:
    """Return the test that ``value`` is ``node``; false for literals that engines rewrite."""
    if isinstance(node, URIRef):
        return f"sameTerm({value}, {iri(node)})"
    if isinstance(node, Literal) and node.datatype is None:
        written = quoted(str(node))
        tag = f"@{node.language.lower()}" if node.language else ""
        return f"sameTerm({value}, {written}{tag})"
    return "false"


def is_portable(pattern: str) -> bool:
    """Tell whether what Rust finds of a regular expression, Python finds too.

    They differ in one thing that is let pass: Python lets a line break follow ``$``, so it may find
    more in text that ends with one.
    """
    return not _UNPORTABLE.search(_PORTABLE_ESCAPE.sub("_", pattern))


def any_of(tests: list[str]) -> str:
    """Return the disjunction of ``tests``; false when there is none."""
    if ALWAYS in tests:
        return ALWAYS
    needed = [test for test in tests if test != "false"]
    return f"({' || '.join(needed)})" if needed else "false"


def all_of(tests: list[str]) -> str:
    """Return the conjunction of ``tests``; true when there is none."""
    if "false" in tests:
        return "false"
    needed = [test for test in tests if test != ALWAYS]
    return f"({' && '.join(needed)})" if needed else ALWAYS


def or_error(test: str) -> str:
    """Return ``test`` made true where it raises an error."""
    return test if test in (ALWAYS, "false") else f"COALESCE({test}, true)"
