"""Endpoints asked in turn, so that noise falls on all: each kind of query, cached and not."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import partial
from multiprocessing import Manager
from threading import Barrier

from benchmarks.client import Client, Server
from benchmarks.queries import QUERIES, Asked
from benchmarks.timing import seconds

Rows = dict[str, dict[str, float]]
"""Seconds of one query, by its kind and by server."""
ROUNDS = 5
REPEATED, REPEATED_DEAR = 500, 3
"""How often a query is asked again: a cheap one, and one of those that are few in a round."""


def uncached(servers: list[Server], scale: float = 1.0) -> Rows:
    """Ask every kind of query; none was ever asked before."""
    return _every_kind(servers, QUERIES, partial(_new_ones, scale), ROUNDS)


def uncached_few(servers: list[Server], scale: float) -> Rows:
    """Ask no more than five of each kind, over three rounds: a server is slow."""
    few = [replace(asked, a_round=min(asked.a_round, 5)) for asked in QUERIES]
    return _every_kind(servers, few, partial(_new_ones, scale), 3)


def repeated(servers: list[Server]) -> Rows:
    """Ask the same query again and again."""
    return _every_kind(servers, QUERIES, _same_one, ROUNDS)


def mix(rows: Rows) -> dict[str, float]:
    """Return the seconds of a round: so many of each kind as are asked."""
    names = next(iter(rows.values()))
    weights = {asked.name: asked.a_round for asked in QUERIES}
    return {
        name: sum(weights[kind] * times[name] for kind, times in rows.items()) for name in names
    }


def four_at_once(server: Server) -> float:
    """Return the seconds of one query when four clients ask lookups and joins at once."""
    with Manager() as manager, ProcessPoolExecutor(4) as clients:
        start = manager.Barrier(4)
        done = list(clients.map(partial(_busy, server, start), range(4)))
    return max(taken for _, taken in done) / sum(asked for asked, _ in done)


def _every_kind(
    servers: list[Server],
    kinds: Iterable[Asked],
    measure: Callable[[Asked, Client, int], float],
    rounds: int,
) -> Rows:
    return {
        asked.name: {
            name: statistics.median(times)
            for name, times in _in_turns(servers, partial(measure, asked), rounds).items()
        }
        for asked in kinds
    }


def _in_turns(
    servers: list[Server], measure: Callable[[Client, int], float], rounds: int
) -> dict[str, list[float]]:
    taken: dict[str, list[float]] = {server.name: [] for server in servers}
    for number in range(rounds):
        for server in servers:
            taken[server.name].append(measure(Client(server), number))
    return taken


def _new_ones(scale: float, asked: Asked, client: Client, number: int) -> float:
    """Return the seconds of one query, over the round of this number."""
    first = 1 + number * asked.a_round
    texts = [asked.numbered(first + n, scale) for n in range(asked.a_round)]
    return seconds(lambda: [client.ask(text, asked.accept) for text in texts]) / len(texts)


def _same_one(asked: Asked, client: Client, _: int) -> float:
    """Return the seconds of one query that was asked before."""
    text, times = asked.numbered(1), REPEATED if asked.a_round > 9 else REPEATED_DEAR
    client.ask(text, asked.accept)
    return seconds(lambda: [client.ask(text, asked.accept) for _ in range(times)]) / times


def _busy(server: Server, start: Barrier, number: int) -> tuple[int, float]:
    client, lookup, join = Client(server), *QUERIES[:2]
    texts = [lookup.numbered(60_000 + 1_000 * number + n) for n in range(200)]
    texts += [join.numbered(1_000 + 200 * number + n) for n in range(20)]
    start.wait()
    return len(texts), seconds(lambda: [client.ask(text, lookup.accept) for text in texts])
