"""Serve with plain rdflib-endpoint, in memory.

Arguments: ``dump`` and a file of N-Quads, or ``generated`` and a scale; then the port.
"""

import itertools
import sys

import rdflib
import uvicorn
from rdflib_endpoint import SparqlEndpoint

_A_PART = 20_000


def _read(dump: str) -> rdflib.Graph:
    graph = rdflib.Dataset(default_union=True)
    graph.parse(dump, format="nquads")
    return graph


def _generated(scale: float) -> rdflib.Graph:
    from benchmarks.graph import statements  # noqa: PLC0415 - another peer of this file is small

    graph = rdflib.Graph()
    lines = (f"{quad.triple} .\n" for quad in statements(scale))
    while part := "".join(itertools.islice(lines, _A_PART)):
        graph.parse(data=part, format="nt")
    return graph


if __name__ == "__main__":
    kind, what, port = sys.argv[1:]
    served = _generated(float(what)) if kind == "generated" else _read(what)
    app = SparqlEndpoint(graph=served, path="/sparql")
    uvicorn.run(app, port=int(port), log_level="error")
