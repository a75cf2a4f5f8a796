"""The MkDocs side: the only part of the package that knows its host."""
