"""Register entries proposed for the sources' entities; a person accepts or rejects them."""
