"""Ways in and ways out: search, lists with facets, spreadsheets."""
