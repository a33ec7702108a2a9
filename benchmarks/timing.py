"""Times: how they are taken, summed up, and printed beside each other."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

_T = TypeVar("_T")


@dataclass(frozen=True)
class Spread:
    """Milliseconds in the middle, and within which 99 of 100 are."""

    median: float
    slow: float

    @classmethod
    def of(cls, milliseconds: Iterable[float]) -> Spread:
        """Sum up what was taken."""
        ordered = sorted(milliseconds)
        last = ordered[min(len(ordered) - 1, round(0.99 * len(ordered)))]
        return cls(round(statistics.median(ordered), 2), round(last, 2))

    def __str__(self) -> str:
        """Return both in words."""
        return f"median {self.median:.2f} ms, 99 of 100 within {self.slow:.2f} ms"


def seconds(work: Callable[[], object]) -> float:
    """Return the seconds that work takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def spread(ask: Callable[[_T], object], questions: Iterable[_T]) -> Spread:
    """Ask one question after the other and sum up what each took."""
    return Spread.of(1000 * seconds(partial(ask, question)) for question in questions)


def show(name: str, taken: float, memory: float | None = None) -> None:
    """Print the seconds of something, and its MiB where they are known."""
    told = "" if memory is None else f"{memory:9.1f} MiB"
    print(f"{name:46} {taken:8.2f} s {told}", flush=True)


def compare(rows: dict[str, dict[str, float]], one: str) -> None:
    """Print the milliseconds of each server, and how many times as fast as ``one`` it is."""
    for name, times in rows.items():
        shown = "  ".join(f"{server} {1000 * taken:9.2f} ms" for server, taken in times.items())
        others = {server: taken for server, taken in times.items() if server != one}
        ratios = "  ".join(f"{n} / {one} {times[one] / taken:.2f}" for n, taken in others.items())
        print(f"{name:26} {shown}   {ratios}", flush=True)
