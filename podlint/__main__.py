"""The ``podlint`` command, and ``python -m podlint``."""

import sys


def main() -> None:
    """Run the command; Ctrl-C ends it quietly, also while it is still being loaded."""
    try:
        from podlint import cli

        cli.main()
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
