"""``python -m podlint``."""

from podlint.cli import main

main()
