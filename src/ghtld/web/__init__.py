"""Serve a release: pages, SPARQL, dumps. Neither validates nor reasons."""
