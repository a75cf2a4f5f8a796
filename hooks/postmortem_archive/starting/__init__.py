"""A new archive: which files it begins with, and how each is made of this repository's own."""
