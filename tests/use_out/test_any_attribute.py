"""Attributes whose names are not written out: copied from one object to another, and called by a computed name."""

from __future__ import annotations

import pytest

from .checking import said

HEAD = """\
import random

calls = []

class Field:
    def __init__(self):
        self.a, self.b = 1, [2]

"""
METHODS = """\
class M:
    def __init__(self, kind, model):
        self.kind, self.model = kind, model

    def loss_square(self, x):
        return x * x

    def loss_other(self, x):
        OTHER

    def f(self, x):
        return getattr(self, "loss_" + self.kind)(x)
"""
COPIES = """\
def f(model):
    field = Field()
    for name, value in model.__dict__.items():
        if hasattr(field, name):
            setattr(field, name, value)
    THEN
"""
VERDICTS = {
    "a method by a computed name": (METHODS.replace("OTHER", "return x"), "yes"),
    "one of which may count calls": (METHODS.replace("OTHER", "calls.append(x)\n        return len(calls)"), "no"),
    "one of which may draw": (METHODS.replace("OTHER", "return random.random()"), "no"),
    "copies of attributes": (COPIES.replace("THEN", "return field"), "yes"),
    "a method of what is copied": (COPIES.replace("THEN", "return field.b.advance()"), "unknown"),
    "a method of an attribute": (COPIES.replace("THEN", "value.advance()"), "unknown"),
    "a draw from an attribute": (COPIES.replace("THEN", "return value.random()"), "unknown"),
    "an attribute is called": (COPIES.replace("THEN", "return value()"), "unknown"),
}


@pytest.mark.parametrize("name", VERDICTS)
def test_attributes_whose_names_are_not_known(name: str) -> None:
    text, verdict = VERDICTS[name]
    found = said(HEAD + text, "M.f" if "class M:" in text else "f").whole
    assert found.reentrant == verdict, found.evidence


def test_what_is_changed_in_a_copied_attribute_is_the_arguments() -> None:
    found = said(HEAD + COPIES.replace("THEN", "field.b.append(1)")).whole
    assert any(path.partition(".")[0].partition("[")[0] == "model" for path in found.out)
