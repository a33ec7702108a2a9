"""Hold the register extracts against the shapes: screened in the store, judged by pyshacl.

An extract is judged beside the edition, as the queryable default has them, and each in its own
time:
two extracts may say different things of one entry. What is said of the edition's own nodes was
judged with the edition.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import replace

import rdflib
from pyoxigraph import Store

from ghtld import iris
from ghtld.edition import validate
from ghtld.edition.lifted import Lifted
from ghtld.edition.screening import screen
from ghtld.edition.screening.judge import Crash
from ghtld.finding import Finding, violation
from ghtld.terms import shorten


def findings(store: Store, registers: Sequence[Lifted], shapes: rdflib.Graph) -> list[Finding]:
    """Return what ``shapes`` find in ``registers``, which ``store`` holds, each finding once."""
    logging.getLogger("rdflib.term").setLevel(logging.CRITICAL)
    found = {finding for lifted in registers for finding in _in_one(store, lifted, shapes)}
    return sorted(found, key=Finding.sort_key)


def _in_one(store: Store, lifted: Lifted, shapes: rdflib.Graph) -> Iterator[Finding]:
    data = screen.Data(store, (iris.graph("edition"), lifted.graph), lifted.graph)
    for part in screen.reports(data, shapes):
        said = [_crash(part)] if isinstance(part, Crash) else validate.findings_of(part, shapes)
        yield from (replace(finding, file=lifted.file) for finding in said)


def _crash(crash: Crash) -> Finding:
    name = shorten(str(crash.focus))
    shape = shorten(str(crash.shape))
    return violation(
        f"{name} a une valeur que {shape} ne peut juger ({crash.reason}) : corrigez-la.",
        f"{name} has a value that {shape} can't judge ({crash.reason}): mend it.",
        focus=str(crash.focus),
    )
