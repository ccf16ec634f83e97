"""Loops with the exact use and out sets of their bodies."""

from __future__ import annotations

import pytest

from .checking import said

# the function, then what the body of its last loop reads and writes
BODIES = {
    "a view of an array that the function made": (
        "def f(x: np.ndarray):\n    y = (x * 2.0)[1:]\n    for i in range(3):\n        y[i] = 2.0 * y[i]\n",
        ("y",),
        ("i", "y"),
    ),
    "two names of one array, in other shapes": (
        (
            "def f(x: np.ndarray):\n    y = 2.0 * x\n    z = y.reshape(2, 3)[1]\n"
            "    for i in range(3):\n        y[2] += i\n        z.fill(1.0)\n"
        ),
        ("y[2]", "z"),
        ("i", "y", "z"),
    ),
    "an item that was replaced is known by a variable": (
        (
            "def f(x: float, p):\n    y = p[0]\n    p[0] = x\n"
            "    for i in range(3):\n        y[1] += 1.0\n"
        ),
        ("p[0, 1]", "p[0]", "p[1]", "y"),
        ("i", "p[0, 1]", "y"),
    ),
    "a key that was taken out of a dict that was updated by itself is looked for": (
        (
            "def f(y: np.ndarray, d: dict):\n    d.pop('z', 1.5)\n    d.update(d)\n"
            "    for i in range(3):\n        y[0] *= 'z' in d\n"
        ),
        ("d['z']", "y[0]"),
        ("i", "y[0]"),
    ),
    "what is added to an item of a list is an array": (
        "def f(p: list[np.ndarray]):\n    y = p[1] + 1.0\n    for i in range(3):\n        y.fill(1.0)\n",
        (),
        ("i", "y"),
    ),
    "a variable that may not be set names nothing for sure": (
        (
            "def f(x: np.ndarray, s: float):\n    if s > 1.0:\n        y = x\n    x = x[::-1]\n"
            "    for i in range(3):\n        x[i] = 1.0\n"
        ),
        (),
        ("i", "x", "y[x.shape[0] - i - 1]"),
    ),
    "a variable is given its own value": (
        "def f(x: list[float]):\n    for y in x:\n        for i in range(3):\n            y = y\n",
        ("y",),
        ("i", "y"),
    ),
    "the largest of some numbers is moved": (
        "def f(x: list[float]):\n    y = max(x)\n    for i in range(3):\n        z = y\n    return z\n",
        ("y",),
        ("i", "z"),
    ),
    "items are taken out of a dict and kept": (
        "def f(d: dict, x: np.ndarray):\n    for i in range(3):\n        v = d[x[i]]\n",
        ("d", "x[i]"),
        ("i", "v"),
    ),
    "an item of a copy of a dict, which may not be there": (
        (
            "def f(d: dict, s: float):\n    q = {**d}\n    for v in list(d.values()):\n        s = v\n"
            "    for i in range(3):\n        r = q.pop('z', s)\n"
        ),
        ("d[:]", "q['z']", "q[:]", "s", "v"),
        ("i", "q['z']", "r"),
    ),
    "items that the loop gives, and nothing is done with": (
        "def f(d: dict, x: np.ndarray):\n    for k, v in list(d.items()):\n        x[0] = 1.0\n",
        (),
        ("k", "v", "x[0]"),
    ),
    "an item that the loop gives is kept": (
        "def f(d: dict, x: np.ndarray):\n    for k, v in list(d.items()):\n        x[0] = 1.0\n        s = v\n",
        ("d[:]",),
        ("k", "s", "v", "x[0]"),
    ),
    "what holds in all turns, and what in none": (
        (
            "def f(x: np.ndarray, y: np.ndarray):\n    for i in range(2, 0, -1):\n        if i > 0.5:\n"
            "            x[0] = 1.0\n        if i == 3 or 3 <= i:\n            y[0] = 1.0\n"
        ),
        (),
        ("i", "x[0]"),
    ),
    "the number that stood there is put back from a variable": (
        (
            "def f(m: dict, x: np.ndarray):\n    q = m['d']['a']\n    for i in range(2):\n"
            "        m['d']['a'] = q\n"
        ),
        ("m['d']['a']", "q"),
        ("i", "m['d']['a']"),
    ),
    "whether an item is in a copy of a dict": (
        "def f(d: dict, x: np.ndarray):\n    q = d.copy()\n    for i in range(3):\n        x[i] = 'z' in q\n",
        ("q['z']",),
        ("i", "x[i]"),
    ),
    "one of some numbers is put among them": (
        "def f(l):\n    q = sorted(l)[0]\n    for i in range(1, 3):\n        l.insert(0, q)\n",
        ("l[:]", "q"),
        ("i", "l[:]"),
    ),
    "what may be a number is moved": (
        "def f(x: np.ndarray):\n    y = np.dot(x, x)\n    for i in range(3):\n        z = y\n    return z\n",
        ("y",),
        ("i", "z"),
    ),
}


@pytest.mark.parametrize("name", BODIES)
def test_the_sets_of_a_loop_body_are_exact(name: str) -> None:
    program, use, out = BODIES[name]
    body = [piece for piece in said(program).candidates if piece.kind == "loop-body"][-1]
    assert (body.use, body.out) == (use, out)
