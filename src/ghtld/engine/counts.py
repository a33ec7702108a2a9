"""What an engine has done since it began: the figures behind ``/metrics``. Knows no exporter."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, field

from ghtld.engine.interface import Refusal

BOUNDS = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0)
"""Upper bounds, in seconds, of the classes of durations; the last class has none."""


@dataclass
class Durations:
    """How long answers took: ``classes`` counts them by the first of BOUNDS they fit under."""

    classes: list[int] = field(default_factory=lambda: [0] * (len(BOUNDS) + 1))
    sum: float = 0.0

    @property
    def count(self) -> int:
        """Return how many durations were noted."""
        return sum(self.classes)

    def note(self, seconds: float) -> None:
        """Count one duration."""
        self.classes[bisect_left(BOUNDS, seconds)] += 1
        self.sum += seconds


@dataclass
class Counts:
    """Counters, which only grow, and two gauges: questions ``waiting`` and ``working``.

    ``refused`` is keyed by the name of the Refusal; ``joined`` questions had the answer of one that
    was under way; ``healed`` is how often the watchdog of the workers had to act. One object may
    serve the engines of one release after another, so that its counters outlive a change of
    release.
    """

    asked: int = 0
    answered: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    killed: int = 0
    started: int = 0
    healed: int = 0
    joined: int = 0
    bytes: int = 0
    waiting: int = 0
    working: int = 0
    seconds: Durations = field(default_factory=Durations)

    def refuse(self, reason: Refusal) -> None:
        """Count a question that got no whole answer."""
        self.refused[type(reason).__name__] += 1
