"""SHACL over millions of triples: SPARQL finds the suspects, pyshacl judges them.

``reports(Data(store, graphs), shapes)`` yields what ``pyshacl.validate`` would report on the
graphs, and a ``Crash`` for each node on which pyshacl itself fails. See README.md.
"""

from ghtld.screening.judge import BrokenShapes, Crash, report
from ghtld.screening.shape_reader import TARGETS
from ghtld.screening.sparql_constraints import prefixes
from ghtld.screening.validate_store import Data, reports

__all__ = ["TARGETS", "BrokenShapes", "Crash", "Data", "prefixes", "report", "reports"]
