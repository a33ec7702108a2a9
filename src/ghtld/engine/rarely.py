"""Warnings that come of what strangers ask: each sort of them at most once a minute."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

_PAUSE = 60.0


class Rarely:
    """A log to which one sort of trouble, however often it is met, adds a line a minute at most."""

    def __init__(self, log: logging.Logger, clock: Callable[[], float] = time.monotonic) -> None:
        self._log = log
        self._clock = clock
        self._next: dict[str, float] = {}

    def warn(self, sort: str, message: str, *values: object) -> None:
        """Log a warning, unless one of this ``sort``, of which there are few, was logged lately."""
        now = self._clock()
        if now >= self._next.get(sort, now):
            self._next[sort] = now + _PAUSE
            self._log.warning(message, *values)
