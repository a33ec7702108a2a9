"""Print as JSON what rdflib and pyshacl, done plainly, find. Arguments: dump, files of shapes."""

import json
import sys
from pathlib import Path

import rdflib
import register_data

from ghtld.edition import validate
from ghtld.screening import report

if __name__ == "__main__":
    rdflib.NORMALIZE_LITERALS = False
    data = rdflib.Graph().parse(sys.argv[1], format="nt")
    shapes = validate.load_shapes(map(Path, sys.argv[2:]))
    found = register_data.rows(report(data, shapes))
    print(json.dumps([[row, number] for row, number in found.items()]))
