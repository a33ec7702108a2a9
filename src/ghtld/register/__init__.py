"""Files of the national register become one dated graph."""
