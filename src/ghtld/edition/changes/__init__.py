"""Changes between two releases or two extracts: two sorted streams, read side by side."""
