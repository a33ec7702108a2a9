"""Measure search over 150,000 generated names: the build of the index, its size, its answers.

The yardstick is a scan of the same labels in memory with Python's ``in``, as a page without an
index would make it. Figures are milliseconds at the middle and at the 99th percentile.

Usage: bench_search.py [--quick]
"""

from __future__ import annotations

import json
import random
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1] / "tests" / "search"))

from generated import make, misspelt, names

from ghtld import spelling
from ghtld.edition import search_index
from ghtld.web.search.catalogue import Listing
from ghtld.web.search.finder import Finder

COUNT = 150_000
ASKED = 200


def main(count: int = COUNT) -> None:
    """Measure and print."""
    chance = random.Random(3)
    with tempfile.TemporaryDirectory() as folder:
        release = make(Path(folder), count)
        started = time.perf_counter()
        search_index.write(release)
        built = time.perf_counter() - started
        finder = Finder(release.search)
        asked = chance.sample(list(names(count)), ASKED)
        places = [max(name.split(), key=len) for name in asked]
        folded = [" ".join(spelling.words(name)) for name in names(count)]
        wrong = [
            name.replace(p, misspelt(p, chance)) for name, p in zip(asked, places, strict=True)
        ]
        figures = {
            "index: build (s)": round(built, 1),
            "index: size (MB)": round(release.search.stat().st_size / 1e6, 1),
            "peak memory (MiB)": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
            "one letter (ms)": timed(lambda n: finder.find(n[:1], "fr"), asked),
            "three letters (ms)": timed(lambda n: finder.find(n[:3], "fr"), places),
            "whole name (ms)": timed(lambda n: finder.find(n, "fr"), asked),
            "words reversed (ms)": timed(
                lambda n: finder.find(" ".join(reversed(n.split())), "fr"), asked
            ),
            "misspelt (ms)": timed(lambda n: finder.find(n, "fr", 10), wrong),
            f"misspelt, found of {ASKED}": sum(
                any(place in hit.label for hit in finder.find(question, "fr", 10).hits)
                for question, place in zip(wrong, places, strict=True)
            ),
            f"list: a page of {count:,} (ms)": timed(
                lambda _: Listing(finder, "finess", {}).entries("fr", 100, count // 2), asked[:20]
            ),
            "list: its facets (ms)": timed(
                lambda _: Listing(finder, "finess", {}).facets(), asked[:10]
            ),
            "list: narrowed, its facets (ms)": timed(
                lambda _: Listing(finder, "finess", {"category": "category:101"}).facets(),
                asked[:10],
            ),
            "yardstick: scan of labels (ms)": timed(
                lambda n: [f for f in folded if " ".join(spelling.words(n)) in f], asked[:10]
            ),
        }
        finder.close()
    for name, figure in figures.items():
        print(f"{name:32} {figure}")
    print(json.dumps(figures))


def timed(ask: Callable[[str], object], questions: list[str]) -> dict[str, float]:
    """Return the middle and the 99th percentile of the times of ``ask``, in milliseconds."""
    times = []
    for question in questions:
        started = time.perf_counter()
        ask(question)
        times.append(1000 * (time.perf_counter() - started))
    last = sorted(times)[min(len(times) - 1, round(0.99 * len(times)))]
    return {"p50": round(statistics.median(times), 2), "p99": round(last, 2)}


if __name__ == "__main__":
    main(3_000 if "--quick" in sys.argv else COUNT)
