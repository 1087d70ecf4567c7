"""The catalogue in the formats of other programs, and the difference of two."""
