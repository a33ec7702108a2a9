"""Ask a release: killable read-only workers behind one small interface. Knows no web."""
