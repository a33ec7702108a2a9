"""Figures for Prometheus, in a registry of their own: nothing global, one per application."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import accumulate

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    InfoMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector

from ghtld.engine.interface import BOUNDS, Counts, Durations
from ghtld.web.http.cache import ByteCache
from ghtld.web.operation.observe import Exchange
from ghtld.web.sites import Sites
from ghtld.web.sparql.answer_cache import AnswerCache, cache_of

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_SECONDS = (0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 5.0, 10.0, 30.0)


class Metrics:
    """What is counted of exchanges, and what the site that is served says of itself.

    Others add their own to ``registry``.
    """

    def __init__(self, sites: Sites) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "ghtld_requests",
            "Requests by kind, status and what the cache did; status 0: no answer was begun.",
            ("kind", "status", "cache"),
            registry=self.registry,
        )
        self._seconds = Histogram(
            "ghtld_request_seconds",
            "Seconds from the request to the last byte of its answer.",
            ("kind",),
            buckets=_SECONDS,
            registry=self.registry,
        )
        self._bytes = Counter(
            "ghtld_response_bytes", "Bytes of bodies sent.", ("kind",), registry=self.registry
        )
        self._named: dict[tuple[str, str, str], tuple[Counter, Histogram, Counter]] = {}
        self.registry.register(_SiteCollector(sites))

    def __call__(self, exchange: Exchange) -> None:
        """Count one exchange."""
        named = (exchange.kind, str(exchange.status), exchange.cache)
        if named not in self._named:  # a closed list of names: it stays small
            self._named[named] = (
                self._requests.labels(*named),
                self._seconds.labels(exchange.kind),
                self._bytes.labels(exchange.kind),
            )
        requests, seconds, size = self._named[named]
        requests.inc()
        seconds.observe(exchange.seconds)
        size.inc(exchange.bytes)

    def text(self) -> bytes:
        """Return every figure in the text format of Prometheus."""
        return generate_latest(self.registry)


class _SiteCollector(Collector):
    """Reads the site that is current when the figures are asked for."""

    def __init__(self, sites: Sites) -> None:
        self._sites = sites

    def collect(self) -> Iterator[Metric]:
        """Yield the release that is served, its counts, what its engine and cache counted."""
        site = self._sites()
        manifest = site.manifest
        release = InfoMetricFamily("ghtld_release", "The release that is served.")
        release.add_metric(
            (), {"hash": manifest.hash, "version": manifest.version, "issued": manifest.issued}
        )
        yield release
        counts = GaugeMetricFamily(
            "ghtld_release_count", "What the release holds, by class.", labels=("what",)
        )
        for name, count in sorted(manifest.counts.items()):
            counts.add_metric((name,), count)
        yield counts
        yield GaugeMetricFamily(
            "ghtld_release_problem",
            "1 while the release that is current on disk can't be served, or was taken away.",
            value=int(self._sites.state().problem is not None),
        )
        yield from of_cache(site.cache)
        yield from of_answer_cache(cache_of(site))
        yield from of_workers(site.engine.workers)
        engine_counts = getattr(site.engine, "counts", None)
        if isinstance(engine_counts, Counts):
            yield from of_engine(engine_counts)


def of_engine(counts: Counts) -> Iterator[Metric]:
    """Yield the figures of an engine: questions by outcome, workers, time."""
    yield CounterMetricFamily("ghtld_queries_asked", "Queries asked.", counts.asked)
    yield CounterMetricFamily("ghtld_queries_answered", "Queries answered.", counts.answered)
    refused = CounterMetricFamily(
        "ghtld_queries_refused", "Queries without a whole answer, by reason.", labels=("reason",)
    )
    for reason, count in sorted(counts.refused.items()):
        refused.add_metric((reason,), count)
    yield refused
    yield CounterMetricFamily("ghtld_query_bytes", "Bytes of answers.", counts.bytes)
    yield CounterMetricFamily("ghtld_workers_started", "Workers started.", counts.started)
    yield CounterMetricFamily(
        "ghtld_queries_joined", "Queries answered by one that was under way.", counts.joined
    )
    yield CounterMetricFamily(
        "ghtld_workers_healed", "Times the watchdog of the workers had to act.", counts.healed
    )
    yield CounterMetricFamily("ghtld_workers_killed", "Workers killed.", counts.killed)
    yield GaugeMetricFamily("ghtld_queries_waiting", "Queries in the queue.", counts.waiting)
    yield GaugeMetricFamily("ghtld_queries_working", "Queries under way.", counts.working)
    yield _seconds(counts.seconds)


def of_workers(workers: Mapping[str, int]) -> Iterator[Metric]:
    """Yield how many workers are in which state."""
    found = GaugeMetricFamily("ghtld_workers", "Workers by state.", labels=("state",))
    for state, count in workers.items():
        found.add_metric((state,), count)
    yield found


def _seconds(durations: Durations) -> Metric:
    bounds = [*(f"{bound:g}" for bound in BOUNDS), "+Inf"]
    buckets = list(zip(bounds, accumulate(durations.classes), strict=True))
    return HistogramMetricFamily(
        "ghtld_query_seconds", "Seconds that queries took.", buckets, durations.sum
    )


def of_cache(cache: ByteCache) -> Iterator[Metric]:
    """Yield the figures of the byte cache of the site that is served."""
    yield GaugeMetricFamily("ghtld_cache_bytes", "Bytes of answers kept.", cache.bytes)
    yield GaugeMetricFamily("ghtld_cache_limit_bytes", "Bytes that may be kept.", cache.limit)
    yield GaugeMetricFamily("ghtld_cache_answers", "Answers kept.", len(cache))


def of_answer_cache(kept: AnswerCache) -> Iterator[Metric]:
    """Yield the figures of the answers to queries that the site that is served keeps."""
    yield GaugeMetricFamily("ghtld_query_cache_bytes", "Bytes of query answers kept.", kept.bytes)
    yield GaugeMetricFamily(
        "ghtld_query_cache_limit_bytes", "Bytes of query answers that may be kept.", kept.limit
    )
    yield GaugeMetricFamily("ghtld_query_cache_answers", "Query answers kept.", len(kept))
