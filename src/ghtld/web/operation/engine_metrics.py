"""What an engine and a byte cache counted, in the words of Prometheus."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import accumulate

from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)

from ghtld.engine.counts import BOUNDS, Counts, Durations
from ghtld.web.delivery.cache import ByteCache
from ghtld.web.sparql.kept_answers import KeptAnswers


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


def of_kept_answers(kept: KeptAnswers) -> Iterator[Metric]:
    """Yield the figures of the answers to queries that the site that is served keeps."""
    yield GaugeMetricFamily("ghtld_query_cache_bytes", "Bytes of query answers kept.", kept.bytes)
    yield GaugeMetricFamily(
        "ghtld_query_cache_limit_bytes", "Bytes of query answers that may be kept.", kept.limit
    )
    yield GaugeMetricFamily("ghtld_query_cache_answers", "Query answers kept.", len(kept))
