"""Changes between the two newest extracts of the register: pages, and Atom feeds."""
