"""Rules that every published value must make sense by."""
