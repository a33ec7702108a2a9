"""Generated names, the same at every run: a release of nothing but its index."""

import random
from collections.abc import Iterator
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad, Store

from ghtld import iris
from ghtld.edition import search_index
from ghtld.release import Manifest, Release, point_current_to
from ghtld.terms import GHT, RDF, RDFS

EDITION = iris.graph("edition")
_FIRST = ("Centre hospitalier", "CHU", "Clinique", "EHPAD", "Hôpital", "Résidence", "Foyer")
_SYLLABLES = (
    "ba",
    "cor",
    "du",
    "fel",
    "gri",
    "hau",
    "jon",
    "ker",
    "lam",
    "mo",
    "nar",
    "pes",
    "quim",
)


def names(count: int) -> Iterator[str]:
    """Yield names of one to three parts; places are invented words that come back."""
    chance = random.Random(5)
    for number in range(count):
        place = "".join(chance.choices(_SYLLABLES, k=3)).capitalize()
        yield f"{chance.choice(_FIRST)} {place} {chance.choice(('Nord', 'Sud', ''))} {number % 97}"


def make(build: Path, count: int) -> Release:
    """Write a release of ``count`` named register entries below ``build``, with its index."""
    release = Release(build / "releases" / "generated")
    release.path.mkdir(parents=True)
    store = Store(str(release.store))
    store.bulk_extend(_statements(count))
    store.flush()
    del store
    manifest = Manifest("0" * 64, "1.0.0", "2026-01-01", "Essai", "Trial", (EDITION.value,), {})
    (release.path / "manifest.json").write_text(manifest.to_json())
    search_index.write(release)
    point_current_to(build, release)
    return release


def _statements(count: int) -> Iterator[Quad]:
    for number, name in enumerate(names(count)):
        node = NamedNode(f"{iris.BASE}id/finess/{number:09d}")
        category = NamedNode(f"{iris.BASE}id/concept/category/{100 + number % 40}")
        said = {
            RDF.type: GHT.RegisteredGeographicEntity,
            RDFS.label: Literal(name, language="fr"),
            GHT.finessNumber: Literal(f"{number:09d}"),
            GHT.category: category,
        }
        for predicate, value in said.items():
            yield Quad(node, predicate, value, EDITION)


def misspelt(word: str, chance: random.Random) -> str:
    """Return ``word`` with one letter lost, doubled, changed or two swapped."""
    place = chance.randrange(1, len(word) - 1)
    return chance.choice(
        [
            word[:place] + word[place + 1 :],
            word[:place] + word[place] + word[place:],
            word[:place] + chance.choice("aeinrst") + word[place + 1 :],
            word[: place - 1] + word[place] + word[place - 1] + word[place + 1 :],
        ]
    )
