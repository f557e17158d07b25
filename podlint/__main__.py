"""``python -m podlint``."""

import sys

try:
    from podlint.cli import main

    main()
except KeyboardInterrupt:  # before the command line could take it
    sys.exit(130)
