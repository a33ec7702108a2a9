"""The register wing: files of the national register become one dated graph."""
