"""From the files people curate to a checked release. Knows no web and no engine."""
