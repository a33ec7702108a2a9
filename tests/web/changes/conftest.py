"""The register at two dates, lifted for real, and what happened in between."""

from story_fixtures import asked, changed, comparison, extracts

__all__ = ["asked", "changed", "comparison", "extracts"]
