"""What holds for all tests: how long one example takes says nothing, for the machine may do other things."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("adlint", deadline=None)
settings.load_profile("adlint")
