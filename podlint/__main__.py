"""The ``podlint`` command, and ``python -m podlint``."""

import gc
import sys

SELDOM = 100_000
"""How many objects more make the collector look at them. There are as many when all is imported and
nothing of that is garbage, so that a run on a few files never waits for it."""


def main() -> None:
    """Run the command; Ctrl-C ends it quietly, also while it is still being loaded."""
    gc.set_threshold(SELDOM)
    try:
        from podlint import cli

        cli.main()
    except KeyboardInterrupt:
        sys.exit(130)
    finally:
        # An interpreter that ends looks for garbage among all that it has loaded, for 12 ms.
        gc.freeze()


if __name__ == "__main__":
    main()
