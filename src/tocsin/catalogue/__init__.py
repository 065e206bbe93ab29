"""The catalogue: sourced theories, cases and worlds as files, and the one loader that finds them.

It hands out bytes, paths and headers and knows nothing of schemas.
"""

from tocsin.catalogue.document import Document, Location
from tocsin.catalogue.entries import KINDS, Catalogue, Entry, Header
from tocsin.catalogue.reading import read_yaml
from tocsin.catalogue.sources import Citation, Sources

__all__ = ["KINDS", "Catalogue", "Citation", "Document", "Entry", "Header", "Location", "Sources", "read_yaml"]
