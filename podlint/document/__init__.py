"""Reading YAML and JSON as Kubernetes reads them, with the exact place of everything."""

from podlint.document.layout import Comment, Layout, Scope
from podlint.document.loader import Document, load, undecodable
from podlint.document.source import DecodeError, Source, decode

__all__ = [
    "Comment",
    "DecodeError",
    "Document",
    "Layout",
    "Scope",
    "Source",
    "decode",
    "load",
    "undecodable",
]
