"""Changes of source text: the only place where text is written. Formatting and comments stay as they are.

`fix` removes a finding; `checkpoints` is what plans write. Who imports this loads libcst.
"""

from adlint.fixes.checkpoints import with_checkpoints, with_directives
from adlint.fixes.fix import fix

__all__ = ["fix", "with_checkpoints", "with_directives"]
