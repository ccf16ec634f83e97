"""`python -m adlint` is `adlint`."""

from adlint.cli import run

if __name__ == "__main__":
    run()
