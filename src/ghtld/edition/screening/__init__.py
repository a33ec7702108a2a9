"""SHACL over millions of triples: SPARQL finds the suspects, pyshacl judges them."""
