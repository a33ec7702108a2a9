from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store


def _graph(number: int) -> NamedNode:
    return NamedNode(f"http://example.org/graph/{number}")


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of 3 graphs: 1 and 2 hold one statement each, 3 holds 20,000."""
    path = tmp_path_factory.mktemp("store")
    made = Store(str(path))
    p = NamedNode("http://example.org/p")
    made.extend(Quad(_graph(n), p, Literal(str(n)), _graph(n)) for n in (1, 2))
    many = (NamedNode(f"http://example.org/{n}") for n in range(20_000))
    made.bulk_extend(Quad(node, p, Literal("é" * 20), _graph(3)) for node in many)
    made.flush()
    return path
