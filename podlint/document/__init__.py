"""Reading YAML and JSON as Kubernetes reads them, with the exact place of everything."""

from podlint.document.jsonstream import looks_like_json
from podlint.document.layout import Comment, Layout, Scope
from podlint.document.loader import Document, load, undecodable
from podlint.document.source import WIDE, DecodeError, Source, decode, encode_like, split

__all__ = [
    "WIDE",
    "Comment",
    "DecodeError",
    "Document",
    "Layout",
    "Scope",
    "Source",
    "decode",
    "encode_like",
    "load",
    "looks_like_json",
    "split",
    "undecodable",
]
