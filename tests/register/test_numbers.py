"""FINESS, SIREN and SIRET numbers, and their keys."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ghtld.register import values


@pytest.mark.parametrize(
    "number",
    ["480780097", "010000156", "2A0000014", "2B0000020", "970100228", "970400032", "980500003"],
)
def test_numbers_of_every_territory_have_their_key(number: str) -> None:
    assert values.is_finess(number)
    assert values.has_finess_key(number)


@pytest.mark.parametrize("number", ["48078009", "4807800971", "2C0000014", "A80780097", "", " "])
def test_what_has_not_nine_characters_is_no_number(number: str) -> None:
    assert not values.is_finess(number)


@given(serial=st.from_regex(r"[0-9][0-9AB][0-9]{6}", fullmatch=True))
def test_one_key_in_ten_is_right(serial: str) -> None:
    keys = [digit for digit in "0123456789" if values.has_finess_key(serial + digit)]
    assert len(keys) == 1


@given(
    serial=st.from_regex(r"[0-9]{8}", fullmatch=True),
    place=st.integers(0, 8),
    other=st.sampled_from("0123456789"),
)
def test_a_miscopied_digit_is_noticed(serial: str, place: int, other: str) -> None:
    number = next(serial + d for d in "0123456789" if values.has_finess_key(serial + d))
    damaged = number[:place] + other + number[place + 1 :]
    assert values.has_finess_key(damaged) is (damaged == number)


def test_a_number_without_its_leading_zero_is_recognised() -> None:
    assert values.has_lost_zeros("10000156")
    assert not values.has_lost_zeros("10000157")
    assert not values.has_lost_zeros("010000156")


def test_companies_have_keys_too() -> None:
    assert values.has_siren_key("772201489")
    assert not values.has_siren_key("772201488")
    assert values.has_siret_key("26340016000382")
    assert not values.has_siret_key("26340016000383")


def test_the_post_office_counts_otherwise() -> None:
    assert values.has_siret_key("35600000049837")
    assert not values.has_siret_key("35600000049838")
