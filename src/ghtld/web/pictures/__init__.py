"""Pictures of the edition: timeline, network, matrix, open questions, map.

Each is drawn here as SVG, stands complete as a table, and needs no script.
"""
