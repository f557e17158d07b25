"""Where caches lie."""

from __future__ import annotations

import os
import sys


def cache_directory() -> str:
    """Where a user's caches lie on this system, with a directory for podlint's; empty for nowhere.

    It is not in the repository: there, others could write what a run is to find.
    """
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA", "")
        return os.path.join(base, "podlint", "Cache") if base else ""
    home = os.path.expanduser("~")
    if sys.platform == "darwin":
        return os.path.join(home, "Library", "Caches", "podlint")
    base = os.environ.get("XDG_CACHE_HOME", "")
    base = base if os.path.isabs(base) else os.path.join(home, ".cache")
    return os.path.join(base, "podlint") if os.path.isabs(base) else ""
