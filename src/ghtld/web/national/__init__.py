"""The whole country: pages, lists, tables and maps over a lifted extract of the register."""
