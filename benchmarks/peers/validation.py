"""Load a dump and validate it: what rdflib and pyshacl take alone. Arguments: dump, shapes."""

import sys

import pyshacl
import rdflib

if __name__ == "__main__":
    rdflib.NORMALIZE_LITERALS = False
    data = rdflib.Graph().parse(sys.argv[1], format="nt")
    shapes = rdflib.Graph().parse(sys.argv[2], format="turtle")
    pyshacl.validate(data, shacl_graph=shapes)
