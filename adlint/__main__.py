"""`python -m adlint` is `adlint`: nothing is imported from the current folder, which `-m` puts before all others."""

import sys

if __name__ == "__main__":
    if not sys.flags.safe_path:
        del sys.path[0]
    from adlint.cli import run

    run()
