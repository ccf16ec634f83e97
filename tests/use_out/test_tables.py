"""Tables of a module that others look into, or change."""

from __future__ import annotations

import pytest

from adlint.answers.document import Document
from adlint.workspace import Workspace

from .judging import judged

TABLE = (
    "NAMES = {'a': 'x', 'b': 'y'}\n"
    "def f(o, k):\n    for key, name in NAMES.items():\n        if key.startswith(k):\n            k = name\n"
    "    o.update({k: 1})\n    k.go_on(o)\n    return k\n"
)
# what another module does with the table; whether it may be changed where the function is called
OTHERS = {
    "nothing": ("import m\n", False),
    "looks into it": ("from m import NAMES\nfor n in NAMES:\n    print(NAMES[n], n in NAMES)\n", False),
    "imports all and looks": ("from m import *\nprint(NAMES['a'])\n", False),
    "sets an item": ("from m import NAMES\nNAMES['c'] = []\n", True),
    "sets an item, in a function": ("from m import NAMES\ndef g():\n    NAMES['c'] = []\n", True),
    "imports all and sets an item": ("from m import *\nNAMES['c'] = []\n", True),
    "hands it on": ("from m import NAMES\ndef g(h):\n    h(NAMES)\n", True),
    "has another name for it": ("from m import NAMES as N\nN['c'] = []\n", True),
    "has it by its module": ("import m\nm.NAMES['c'] = []\n", True),
    "sets it in its module": ("import m\nm.NAMES = {'c': []}\n", True),
}


@pytest.mark.parametrize("name", OTHERS)
def test_a_table_is_one_if_all_only_look_into_it(name: str) -> None:
    text, is_changed = OTHERS[name]
    documents = [Document("m.py", "m", TABLE), Document("other.py", "other", text)]
    whole = Workspace(keeps=False).sets(documents, "m.py", "f").whole
    assert any(place.startswith("NAMES") for place in whole.out) == is_changed


test_a_number_that_a_module_holds_is_no_array = judged({
    "T = {'a': 1}\ndef f(c):\n    s = T[c]\n    s += 1\n    return s": "yes",
    "L = [1.0, 2.0]\ndef f(i):\n    s = L[i]\n    s *= 2\n    return s": "yes",
    "import jax.numpy as jnp\nC = jnp.int32(5)\ndef f(x):\n    s = C\n    s -= x\n    return s": "yes",
    "B = np.float64(2.0)\ndef f(x):\n    s = B\n    s += x\n    return s": "yes",
    "B = np.float64([2.0])\ndef f(x):\n    s = B\n    s += x\n    return s": "no",
    "A = np.array(2.0)\ndef f(x):\n    s = A\n    s += x\n    return s": "no",
    "L = [[1.0], [2.0]]\ndef f(i):\n    s = L[i]\n    s += [1.0]\n    return s": "not yes",
    "L = [1.0]\ndef f(i):\n    s = L[i]\n    s += 1.0\n    return s\ndef g(a):\n    L[0] = a": "not yes",
    "A = np.ones(2)\nB = np.ones(2)\ndef f(x):\n    s = A if x.any() else B\n    s[0] = 1 + s[1]\n    return s": "no",
})  # fmt: skip
