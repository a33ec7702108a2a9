"""Measure search over 150,000 generated names: the build of the index, its size, its answers.

The yardstick is a scan of the same labels in memory with Python's ``in``, as a page without an
index would make it. Times are milliseconds, in the middle and of 99 in 100.
"""

from __future__ import annotations

import json
import random
import resource
import tempfile
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

from generated import make, misspelt, names

from benchmarks.options import reader
from benchmarks.timing import Spread, seconds, spread
from ghtld import spelling
from ghtld.edition import search_index
from ghtld.web.search.catalogue import Listing
from ghtld.web.search.finder import Finder

COUNT = 150_000
QUICK = 3_000
ASKED = 200
Figures = dict[str, float | Spread]


@dataclass(frozen=True)
class Questions:
    """Names that are searched, a word of each, and each with that word misspelt."""

    names: list[str]
    words: list[str]
    wrong: list[str]

    @classmethod
    def drawn(cls, chance: random.Random, count: int) -> Questions:
        """Draw them from so many generated names."""
        asked = chance.sample(list(names(count)), ASKED)
        words = [max(name.split(), key=len) for name in asked]
        wrong = [
            name.replace(word, misspelt(word, chance))
            for name, word in zip(asked, words, strict=True)
        ]
        return cls(asked, words, wrong)


def measure(count: int) -> Figures:
    """Write an index of so many names and ask it everything."""
    with tempfile.TemporaryDirectory() as folder:
        release = make(Path(folder), count)
        building = seconds(lambda: search_index.write(release))
        finder = Finder(release.search)
        asked = Questions.drawn(random.Random(3), count)
        folded = [" ".join(spelling.words(name)) for name in names(count)]
        found: Figures = {
            "index: build (s)": round(building, 1),
            "index: size (MB)": round(release.search.stat().st_size / 1e6, 1),
            "peak memory (MiB)": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
            **_searching(finder, asked),
            **_listing(finder, asked.names, count),
            "yardstick: scan of labels": spread(
                lambda n: [f for f in folded if " ".join(spelling.words(n)) in f], asked.names[:10]
            ),
        }
        finder.close()
        return found


def _searching(finder: Finder, asked: Questions) -> Figures:
    find, near = partial(finder.find, language="fr"), partial(finder.find, language="fr", limit=10)
    return {
        "one letter": spread(find, [name[:1] for name in asked.names]),
        "three letters": spread(find, [word[:3] for word in asked.words]),
        "whole name": spread(find, asked.names),
        "words reversed": spread(find, [" ".join(reversed(n.split())) for n in asked.names]),
        "misspelt": spread(near, asked.wrong),
        f"misspelt, found of {ASKED}": sum(
            any(word in hit.label for hit in near(wrong).hits)
            for wrong, word in zip(asked.wrong, asked.words, strict=True)
        ),
    }


def _listing(finder: Finder, asked: list[str], count: int) -> Figures:
    narrowed = {"category": "category:101"}
    return {
        f"list: a page of {count:,}": spread(
            lambda _: Listing(finder, "finess", {}).entries("fr", 100, count // 2), asked[:20]
        ),
        "list: its facets": spread(lambda _: Listing(finder, "finess", {}).facets(), asked[:10]),
        "list: narrowed, its facets": spread(
            lambda _: Listing(finder, "finess", narrowed).facets(), asked[:10]
        ),
    }


def main() -> None:
    """Measure and print."""
    figures = measure(QUICK if reader(__doc__).parse_args().quick else COUNT)
    for name, figure in figures.items():
        print(f"{name:32} {figure}")
    print(json.dumps(figures, default=asdict))


if __name__ == "__main__":
    main()
