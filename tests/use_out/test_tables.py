"""Tables of a module that others look into, or change."""

from __future__ import annotations

import pytest

from adlint.answers.document import Document
from adlint.workspace import Workspace

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
