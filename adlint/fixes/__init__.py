"""Changes of source text: the only place where text is written. Formatting and comments stay as they are.

`checkpoints` is what plans write. Who imports this loads libcst.
"""

from adlint.fixes.checkpoints import with_checkpoints, with_directives

__all__ = ["with_checkpoints", "with_directives"]
