"""`python -m adlint` is `adlint`."""

import sys

from adlint.cli import main

if __name__ == "__main__":
    sys.exit(main())
