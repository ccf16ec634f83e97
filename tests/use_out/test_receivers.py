"""What a method is called on is of the class that defines it, or of one below, where nothing else says what it is."""

from __future__ import annotations

import pytest

from .checking import said

CLASSES = """\
calls = []

class Writer:
    names = {}

    def write(self, text):
        return len(text) * self.width

    def write_twice(self, text):
        return self.write(text) + self.write(text)

    @property
    def width(self):
        return self.last

    @classmethod
    def made_once(cls, text):
        cls.names[text] = len(cls.names)

    def named(self, text):
        self.made_once(text)

class Noting(Writer):
    def write(self, text):
        return TOLD

class Stack:
    def __init__(self, held):
        self.stack = [held]

    def top(self, text):
        return self.stack[-1].write_twice(text)

    def naming(self, text):
        self.stack[-1].named(text)
"""
VERDICTS = {
    "its own methods and properties": ("0", "Stack.top", "yes"),
    "methods of a class below": ("calls.append(text)", "Stack.top", "no"),
    "class methods": ("0", "Stack.naming", "no"),
}


@pytest.mark.parametrize("name", VERDICTS)
def test_a_receiver_is_of_the_class_of_the_method(name: str) -> None:
    told, function, verdict = VERDICTS[name]
    found = said(CLASSES.replace("TOLD", told), function).whole
    assert found.reentrant == verdict, found.evidence


def test_what_a_property_of_the_receiver_reads_is_read() -> None:
    found = said(CLASSES.replace("TOLD", "0") + "\ndef f(o):\n    return o.write_twice('a')\n").whole
    assert (found.use, found.out) == (("o.last",), ())
