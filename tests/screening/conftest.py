"""A register of 1,000 entities, generated once, and what stands around it."""

from __future__ import annotations

import logging
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
import rdflib
import register_data as given
from pyoxigraph import Quad

from ghtld.content import Content

SHARE = 1_000 / 150_000


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    """Let rdflib say nothing of ill-typed literals, as the edition does.

    A record of the log would keep the engine's answers alive, which only their thread may drop.
    """
    logger = logging.getLogger("rdflib.term")
    before, _ = logger.level, logger.setLevel(logging.CRITICAL)
    yield
    logger.setLevel(before)


@pytest.fixture(scope="session")
def register() -> list[Quad]:
    """Return a register of 1,000 entities, with what only ``every_kind.ttl`` speaks of."""
    quads = given.register(SHARE)
    return quads + given.extras(quads, random.Random(1))


@pytest.fixture(scope="session")
def context(content: Content, register: list[Quad]) -> list[Quad]:
    """Return the concepts and classes that the register uses."""
    return given.needed(content, register)


@pytest.fixture(scope="session")
def small(register: list[Quad]) -> list[Quad]:
    """Return a register of some 150 entities."""
    quads = given.register(SHARE * 0.15)
    return quads + given.extras(quads, random.Random(2))


@pytest.fixture(scope="session")
def real_shapes(content: Content) -> rdflib.Graph:
    return given.shapes_of(*content.files("shapes/*.ttl"))


@pytest.fixture(scope="session")
def every_kind(content: Content) -> rdflib.Graph:
    """Return shapes with every kind of constraint and target."""
    return given.shapes_of(Path(__file__).parent / "every_kind.ttl", content.shapes / "_header.ttl")
