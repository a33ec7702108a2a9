"""What an engine tells its operator: durations by class, warnings once a minute."""

import logging

from ghtld.engine.interface import Durations, ThrottledLog


def test_each_kind_of_warning_is_logged_once_a_minute(caplog):
    now = 0.0
    warnings = ThrottledLog(logging.getLogger("x"), lambda: now)
    for seconds in (0, 1, 59, 60, 61, 200):
        now = float(seconds)
        warnings.warn("cut", "cut at %d", seconds)
        warnings.warn("type", "another at %d", seconds)
    said = [record.getMessage() for record in caplog.records if "cut" in record.getMessage()]
    assert said == ["cut at 0", "cut at 60", "cut at 200"]
    assert len(caplog.records) == 6


def test_durations_fall_into_classes():
    durations = Durations()
    for seconds in (0.0001, 0.001, 0.002, 5.0, 100.0):
        durations.note(seconds)
    assert durations.classes[0] == 2
    assert durations.classes[1] == 1
    assert durations.classes[-1] == 1
    assert (durations.count, round(durations.sum, 4)) == (5, 105.0031)
