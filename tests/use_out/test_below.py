"""What may be of a class below the one that is said: what that class defines in the place of special methods counts."""

from __future__ import annotations

import pytest

from .checking import said

CLASSES = """
class C:
    def __init__(self):
        self.a, self.b = np.ones(6), np.ones(6)
    @property
    def half(self): return self.a[0]
    @half.setter
    def half(self, v): self.a[0] = v
    def __setitem__(self, i, v): self.a[1] = v
    def __getitem__(self, i): return self.a[1]
    def __iadd__(self, v):
        self.a[2] = v
        return self
    def __neg__(self): return self.a[3]
    def __call__(self, v): return self.a[4]
    def __len__(self): return int(self.a[5])
    def __iter__(self): yield self.a[0]
    def __enter__(self): return self
    def __exit__(self, *_): self.a[1] = 0.0
    def __contains__(self, v): return self.a[2] > 0.0
class D(C):
    @property
    def half(self): return self.b[0]
    @half.setter
    def half(self, v): self.b[0] = v
    def __setitem__(self, i, v): self.b[1] = v
    def __getitem__(self, i): return self.b[1]
    def __iadd__(self, v):
        self.b[2] = v
        return self
    def __neg__(self): return self.b[3]
    def __call__(self, v): return self.b[4]
    def __len__(self): return int(self.b[5])
    def __iter__(self): yield self.b[0]
    def __enter__(self):
        self.b[5] = 1.0
        return self
    def __exit__(self, *_): self.b[1] = 0.0
    def __contains__(self, v):
        self.b[2] = 1.0
        return False
"""

# what is done, what is read, and what is written
DONE = {
    "return o.half": (("o.a[0]", "o.b[0]"), ()),
    "o.half = 2.0": ((), ("o.a[0]", "o.b[0]")),
    "o[0] = 2.0": ((), ("o.a[1]", "o.b[1]")),
    "return o[0]": (("o.a[1]", "o.b[1]"), ()),
    "o += 2.0": ((), ("o.a[2]", "o.b[2]")),
    "return -o": (("o.a[3]", "o.b[3]"), ()),
    "return o(1.0)": (("o.a[4]", "o.b[4]"), ()),
    "return len(o)": (("o.a[5]", "o.b[5]", "o[:]"), ()),
    "return [v for v in o]": (("o.a[0]", "o.b[0]"), ()),
    "with o: pass": ((), ("o.a[1]", "o.b[1]", "o.b[5]")),
    "return 2.0 in o": (("o",), ("o.b[2]",)),
}


@pytest.mark.parametrize("done", DONE)
def test_special_methods_of_classes_below_count(done: str) -> None:
    found = said(f"{CLASSES}\ndef f(o: C):\n    {done}\n").whole
    assert (found.use, found.out) == DONE[done]
    assert not found.unknown


def test_an_object_that_is_made_is_of_no_class_below() -> None:
    found = said(f"{CLASSES}\ndef f(x):\n    o = C()\n    o[0] = x\n    return o[0]\n").whole
    assert (found.use, found.out) == (("x",), ())
