"""Measures of the machine, each beside its peers in the same run: what counts are the ratios.

What the tests and tools generate or ask already, the measures take from there: the generated
register, the names for search, the faults, the hostile queries.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
_LENDERS = ("tools", "tests/support")

sys.path.extend(str(ROOT / folder) for folder in _LENDERS)
