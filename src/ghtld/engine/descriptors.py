"""File descriptors: how many the process may have, and how many connections they are enough for.

Each connection may hold two, its socket and the file that is sent over it. The rest is for the
store, the workers, the indexes, and for the next release, which is open beside the one served.
"""

from __future__ import annotations

import resource
from pathlib import Path

from ghtld.engine.interface import EngineFailed

_LEAST = 96
"""What the engine asks for to open any store."""
_BESIDE_THE_FILES = 58
_OF_A_FILE = 4
_OF_A_CONNECTION = 2
_OF_A_WORKER = 4
_RESERVE = 40
_FEWEST_CONNECTIONS = 8


def raise_limit() -> int:
    """Raise the soft limit of this process to its hard one, and return it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != hard:
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        except (OSError, ValueError):  # some systems allow less than they say
            return soft
    return hard if hard != resource.RLIM_INFINITY else 2**31


def needed(store: Path) -> int:
    """Return the limit that a worker needs to open every file of a store before its guards are set.

    The engine keeps 48 descriptors for others and RocksDB 10; of the rest RocksDB opens a quarter
    as soon as a store is opened, and a worker can open none later (``RLIMIT_NOFILE``).
    """
    files = sum(1 for _ in store.glob("*.sst"))
    return max(_LEAST, _OF_A_FILE * files + _BESIDE_THE_FILES)


def check(store: Path) -> None:
    """Raise EngineFailed where this process may not open enough for workers over ``store``."""
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    if limit != resource.RLIM_INFINITY and limit < needed(store):
        raise EngineFailed(f"{limit} file descriptors (ulimit -n), {needed(store)} needed")


def used() -> int:
    """Return how many descriptors this process has open."""
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


def connections(limit: int, most: int, workers: int) -> int:
    """Return how many connections, ``most`` at the most, ``limit`` descriptors are enough for.

    To be asked when a release is open and no connection is.
    """
    left = limit - used() - _OF_A_WORKER * workers - _RESERVE
    return max(_FEWEST_CONNECTIONS, min(most, left // _OF_A_CONNECTION))
