"""Programs of classes below classes, with special methods, properties and state of the module, by another hand than the
other generated ones: the verdict on `f(o: A, x)` is held to its snapshot, restored, and a second run.

    python -m use_out.classes 2000 0      (in `tests/`: so many programs, beginning with that seed)
"""

from __future__ import annotations

import contextlib
import sys
from collections import Counter
from random import Random

from .checking import limited, said
from .experiments import World, lazy

HEAD = """
from copy import copy
import functools
LOG = []
TABLE = {}
class Cell:
    def __init__(self, v): self.v = v
BOX = Cell(1.0)
"""
# what methods give, by their heads: {} is a number, and what runs these methods is in USES
METHODS = {
    "__getitem__(self, i)": "return [{}, 2.0][i]", "__setitem__(self, i, x)": "pass", "__len__(self)": "return int({})",
    "__call__(self, x)": "return {}", "__iter__(self)": "yield {}", "__contains__(self, x)": "return {} > 0.5",
    "__add__(self, x)": "return {}", "__radd__(self, x)": "return {}", "__iadd__(self, x)": "return self",
    "__neg__(self)": "return {}", "__eq__(self, x)": "return {} > 0.5", "__hash__(self)": "return hash({})",
    "__lt__(self, x)": "return {} > 0.5", "__bool__(self)": "return {} > 0.5", "__enter__(self)": "return self",
    "__exit__(self, *e)": "pass", "__str__(self)": "return str({})", "__format__(self, s)": "return str({})",
    "__float__(self)": "return float({})", "__index__(self)": "return int({})", "__matmul__(self, x)": "return {}",
    "__delitem__(self, i)": "pass", "__abs__(self)": "return {}", "__reversed__(self)": "yield {}",
}  # fmt: skip
NAMED = {
    "bump(self)": "return {}", "look(self)": "return {}", "tick(self, x=1.0)": "return {}",
    "step(self, *r, **k)": "return {}",
}  # fmt: skip
NUMBERS = (
    "self.v", "len(self.a)", "sum(self.a)", "self.c.v", "BOX.v", "len(LOG)", "self.count", "self.last", "self.p",
    "len(self.shared)", "1.0", "2.0", "TABLE.get('k', 0)", "self.d.get('k', 0.0)", "getattr(self, 'w', 0.0)",
)  # fmt: skip
STATEMENTS = (
    "self.v = self.v + 1.0", "self.a.append(1.0)", "self.d['k'] = self.v", "self.c.v = 2.0", "self.v = 3.0", "self.p",
    "self.w = self.v", "A.count = A.count + 1", "type(self).count += 1", "type(self).last = 1", "A.last = 2",
    "LOG.append(1)", "BOX.v = 5.0", "BOX.v = BOX.v + 1.0", "TABLE['k'] = 1", "TABLE.setdefault('s', 4)", "self.p = 4.0",
    "TABLE.pop('k', None)", "self.shared.append(2.0)", "self.shared[0] = 7.0", "self.bump()", "self.look()", "self[0]",
    "del self.a[0:1]", "self.a = [*self.a, 2.0]", "self[1] = 3.0", "len(self)", "self.__dict__['v'] = 9.0",
    "setattr(self, 'v', 8.0)", "vars(self).update(v=2.0)", *["pass"] * 8,
)  # fmt: skip
USES = (
    "o[0]", "o[1] = x", "len(o)", "r = o(x)", "r = [y for y in o]", "x in o", "r = o + x", "r = x + o", "o += x",
    "r = -o", "o == x", "o != x", "o < x", "r = 1 if o else 2", "with o: pass", "with o as q: r = 3", "r = o.p",
    "o.p = x", "r = o.bump()", "r = o.look()", "r = o.tick()", "r = o.step(1, k=2)", "r = str(o)", "r = f'{o}'",
    "r = float(o)", "r = o @ x", "del o[0]", "r = abs(o)", "r = hash(o)", "r = o in [o, x]", "r = [x, o].index(o)",
    "r = max(o, o)", "r = sorted([o, o])", "r = o.missing", "r = getattr(o, 'p')", "r = getattr(o, 'nothing', 3)",
    "setattr(o, 'p', x)", "o.v = x", "r = o.v", "r = o.w", "o.a.append(x)", "r = sum(o.a)", "r = [*o]", "a, *b = o",
    "r = list(map(o.tick, [x]))", "g = o.bump; r = g()", "for y in o: r = y", "r = list(reversed(o))", "r = any(o)",
    "r = type(o).count", "type(o).last = x", "r = [1.0, 2.0][o]", "r = h(o)", "k(o)", "r = list(filter(o, [x]))",
    "r = functools.reduce(lambda s, y: s + y, [o, x])", "r = not o", "r = o and x", "assert o", "r = sum([o, x])",
    "r = x >= o", "r = tuple(o)", "r = isinstance(o, A) and o.p", "r = vars(o).get('v')", "r = o.c.v", "o.c.v = x",
    "r = o.shared[0]", "o.shared.append(x)", "r = m()", "r = H.p", "H.v = x", "r = H.bump()", "r = H(x)", "del o.v",
    "r = copy(o)", "r = dict(k=o.p)",
)  # fmt: skip
HELPERS = (
    ("h(q)", ("return q.p", "return q[0]", "return len(q)", "return q.bump()", "return q.v")),
    ("k(q: A)", ("q.p = 1.0", "q += 1.0", "q[0] = 1.0", "q.v = 2.0", "q.a.append(3.0)")),
    ("m()", ("return BOX.v", "return A().bump()", "return A().v", "return len(LOG)", "return B().p", "return A.tick")),
)


class Writer:
    """Writes one program by a seed."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)

    def program(self) -> str:
        """A module with a class, one or two below it, and a function `f` of an object of these; and `main`."""
        choose, names = self.random.choice, ["A"]
        lines = self._base()
        for name in ("B", "D")[: self.random.randint(1, 2)]:
            lines += self._class(f"class {name}({choose(names)}):", 0.35)
            names.append(name)
        lines.append(f"H = {choose(('A()', 'B()'))}")
        for head, bodies in HELPERS:
            lines += [f"def {head}:", f"    {choose(bodies)}"]
        uses = [f"    {choose(USES)}" for _ in range(self.random.randint(1, 3))]
        lines += ["def f(o: A, x):", "    r = None", *uses, "    return r"]
        lines += ["def main(t):", f"    return ({', '.join(names)},)[int(t)](), 2.0", ""]
        return HEAD + "\n".join(lines)

    def _base(self) -> list[str]:
        fields = ["    count, last, shared = 0, 0, [1.0]"]
        made = f"self.a, self.v, self.d, self.c = [1.0, 2.0], 1.0, {{}}, {self.random.choice(('Cell(2.0)', 'BOX'))}"
        getter = [*self._property("return self.v"), *self._setter()]
        named = [line for head, given in NAMED.items() for line in self._method(head, given)]
        own = ["    def __init__(self):", f"        {made}", *getter, *named]
        return ["class A:", *fields, *own, *self._class("", 0.5)[1:]]

    def _class(self, head: str, share: float) -> list[str]:
        """The head of a class, and some methods."""
        found = [head, "    pass"]
        if head and self._is(0.3):
            found += ["    def __init__(self):", "        super().__init__()", f"        {self._statement()}"]
        if head and self._is(0.3):
            found += ["    shared = [3.0]"]
        if head and self._is(0.3):
            found += [*self._property("return {}"), *(self._setter() if self._is(0.6) else [])]
        chosen = {head: given for head, given in {**METHODS, **(NAMED if head else {})}.items() if self._is(share)}
        if "__eq__(self, x)" in chosen:  # else there is no hash
            chosen["__hash__(self)"] = METHODS["__hash__(self)"]
        for method, given in chosen.items():
            found += self._method(method, given)
        if self._is(0.15):
            does = self.random.choice(("LOG.append(n)", "pass", "BOX.v = 3.0"))
            found += ["    def __setattr__(self, n, x):", f"        {does}", "        object.__setattr__(self, n, x)"]
        if self._is(0.15):
            body = ["if name in ('a', 'v', 'd', 'c', 'w') or name[:1] == '_': raise AttributeError(name)"]
            found += self._lines("    def __getattr__(self, name):", [*body, *self._body("return {}")])
        return found

    def _property(self, given: str) -> list[str]:
        return self._lines("    @property\n    def p(self):", self._body(given))

    def _setter(self) -> list[str]:
        does = ("self.v = x", "self.a.append(x)", "LOG.append(x)", "self.c.v = x", "self.__dict__['v'] = x")
        return self._lines("    @p.setter\n    def p(self, x):", [self.random.choice(does)])

    def _method(self, head: str, given: str) -> list[str]:
        return self._lines(f"    def {head}:", self._body(given))

    def _lines(self, head: str, body: list[str]) -> list[str]:
        return [*head.split("\n"), *[f"        {line}" for line in body]]

    def _body(self, given: str) -> list[str]:
        found = [self._statement() for _ in range(self.random.choice((0, 0, 1, 1, 2)))]
        if found and self._is(0.2):
            found = [f"if {self._number()} > 1.0:", *[f"    {line}" for line in found]]
        return [*found, given.format(self._number())]

    def _statement(self) -> str:
        return self.random.choice(STATEMENTS)

    def _number(self) -> str:
        return self.random.choice(NUMBERS)

    def _is(self, share: float) -> bool:
        return self.random.random() < share


def held(seed: int) -> tuple[str, str | None, str]:
    """The verdict on a program, what differs in a second run (None: it does not run), and its text."""
    text = Writer(seed).program()
    sets = said(text).whole
    found = None
    for time in (0.0, 1.0, 2.0):
        with contextlib.suppress(Exception), limited():
            World(text, "f", time).run()
            found = found or lazy(text, "f", time, sets.snapshot.names)
    return sets.reentrant, found, text


if __name__ == "__main__":
    number, start = (int(word) for word in sys.argv[1:3])
    counts: Counter[tuple[str, str]] = Counter()
    for one in range(start, start + number):
        verdict, wrong, program = held(one)
        counts[verdict, "does not run" if wrong is None else "differs" if wrong else "is the same"] += 1
        if verdict == "yes" and wrong:
            print(f"# {one}: {wrong}\n{program}")
    print(counts)
