"""The SPARQL endpoint and the page of its editor."""
