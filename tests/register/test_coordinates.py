"""Points: every system in use, swapped coordinates, and what is set aside."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Transformer

from ghtld.register import coordinates

PLACES = {
    2154: (48.8566, 2.3522),
    5490: (16.2411, -61.5331),
    2972: (4.9224, -52.3135),
    2975: (-20.8821, 55.4507),
    4471: (-12.7806, 45.2278),
    4467: (46.7811, -56.1764),
}


def metres(system: int) -> tuple[float, float]:
    latitude, longitude = PLACES[system]
    return Transformer.from_crs(4326, system, always_xy=True).transform(longitude, latitude)


def test_a_known_place_of_the_mainland() -> None:
    point = coordinates.projected(882538.9, 6542885.8, 2154)
    assert point is not None
    assert not point.swapped
    assert math.isclose(point.longitude, 5.357285, abs_tol=1e-6)
    assert math.isclose(point.latitude, 45.961162, abs_tol=1e-6)


@pytest.mark.parametrize("system", coordinates.SYSTEMS)
def test_every_system_in_use(system: int) -> None:
    point = coordinates.projected(*metres(system), system)
    assert point is not None
    assert (point.latitude, point.longitude) == pytest.approx(PLACES[system], abs=1e-6)
    assert not point.swapped


@pytest.mark.parametrize("system", coordinates.SYSTEMS)
def test_swapped_coordinates_are_put_back(system: int) -> None:
    east, north = metres(system)
    point = coordinates.projected(north, east, system)
    assert point is not None
    assert (point.latitude, point.longitude) == pytest.approx(PLACES[system], abs=1e-6)
    assert point.swapped


def test_a_point_outside_the_territory_is_none() -> None:
    assert coordinates.projected(0.0, 0.0, 2154) is None
    assert coordinates.projected(*metres(2154), 2975) is None
    assert coordinates.geographic(0.0, 0.0) is None


def test_swapped_degrees_are_put_back() -> None:
    point = coordinates.geographic(3.5, 44.5)
    assert point == coordinates.Point(44.5, 3.5, swapped=True)
    assert coordinates.geographic(44.5, 3.5) == coordinates.Point(44.5, 3.5)


@pytest.mark.parametrize(
    ("source", "system"),
    [
        ("1,ATLASANTE,96,BAN,EPSG:2154 RGF93 / Lambert-93 (Métropole)", 2154),
        ("1,ATLASANTE,96,BAN,EPSG:5490 RGAF09 / UTM zone 20N (Antilles)", 5490),
        ("1,ATLASANTE,100,IGN,BD_ADRESSE,V2.1,LAMBERT_93", 2154),
        ("1,ATLASANTE,100,IGN,BD_ADRESSE,V2.1,UTM_N22", 2972),
        ("1,ATLASANTE,100,IGN,BD_ADRESSE,V2.1,UTM_S40", 2975),
        ("1,ATLASANTE,96,BAN,EPSG:3857 Mercator", None),
        ("", None),
    ],
)
def test_the_source_tells_the_system(source: str, system: int | None) -> None:
    assert coordinates.system_of(source) == system


@given(degrees=st.floats(-64, 59))
def test_decimals_are_canonical(degrees: float) -> None:
    written = coordinates.decimal(degrees)
    assert float(written) == pytest.approx(degrees, abs=6e-7)
    assert written == written.strip()
    assert not written.endswith((".", "-"))
    assert "." not in written or not written.endswith("0")
    assert "e" not in written


@pytest.mark.parametrize("text", ["", "nan", "inf", "12,5", "abc"])
def test_what_is_no_number_is_none(text: str) -> None:
    assert coordinates.number(text) is None
