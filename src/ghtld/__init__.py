"""French public-hospital cooperation as linked data: edition, engine and web."""
