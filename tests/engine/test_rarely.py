"""Warnings that strangers could repeat are said once a minute."""

import logging

from ghtld.engine.rarely import Rarely


def test_each_sort_is_said_once_a_minute(caplog):
    now = 0.0
    warnings = Rarely(logging.getLogger("x"), lambda: now)
    for seconds in (0, 1, 59, 60, 61, 200):
        now = float(seconds)
        warnings.warn("cut", "cut at %d", seconds)
        warnings.warn("type", "another at %d", seconds)
    said = [record.getMessage() for record in caplog.records if "cut" in record.getMessage()]
    assert said == ["cut at 0", "cut at 60", "cut at 200"]
    assert len(caplog.records) == 6
