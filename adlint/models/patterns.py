"""Regular expressions: what functions of `re` give, so that methods of these are not taken for others of the name.

Python's library reference, re (3.11 to 3.14).
"""

from __future__ import annotations

from adlint.models.model import Model

_PATTERN, _MATCH = "re.Pattern", "re.Match"

MODELS: tuple[Model, ...] = (
    Model("re.compile", result=_PATTERN),
    *(Model(f"{owner}.{name}", result=_MATCH) for owner in ("re", _PATTERN) for name in ("match", "fullmatch", "search")),
)
