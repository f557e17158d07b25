"""The Kubernetes versions whose schemas are shipped; tools/generate_schemas.py writes it."""

from __future__ import annotations

VERSIONS: tuple[str, ...] = (
    "1.25",
    "1.26",
    "1.27",
    "1.28",
    "1.29",
    "1.30",
    "1.31",
    "1.32",
    "1.33",
    "1.34",
    "1.35",
    "1.36",
    "1.37",
)
"""Ascending."""

NEWEST = VERSIONS[-1]
