"""A page for each kind of thing: one module for close kinds, each of which writes sections."""
