"""The routes of the country, asked what no one asks by intention."""

from __future__ import annotations

from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from odd_requests import assert_answered, requests, routes
from served import running


def test_no_odd_request_breaks_the_country(country_folder: Path) -> None:
    with running(country_folder) as served:
        rules = [rule for rule in routes(served.sites) if "national" in rule or "list" in rule]
        assert len(rules) > 10
        strategy = requests(rules)

        @given(st.data())
        @settings(max_examples=600, deadline=None, suppress_health_check=[HealthCheck.too_slow])
        def walk(data: st.DataObject) -> None:
            assert_answered(served.port, data.draw(strategy))

        walk()
