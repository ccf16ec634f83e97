"""Small programs, whole: a module with global variables, a class, helpers, a target `f`, and a `main` that calls it.

They are made by choices among few alternatives, which Hypothesis makes and shrinks, or a generator of random numbers.
Arrays have known shapes, so that most programs run without error; those that do not are not used.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from hypothesis import strategies as st

T = TypeVar("T")
Choose = Callable[[int], int]  # one of 0 .. n - 1
N = 6  # items of a vector
M = 4  # rows of a matrix
Shape = tuple[int, ...]


@dataclass(frozen=True)
class Program:
    """A program: what is analysed, what is run (the same, with `main`), and what stands in it."""

    shown: str
    run: str
    marks: frozenset[str]


@dataclass
class Scope:
    """What can be named at some place: arrays with their shapes, and expressions of other kinds."""

    arrays: dict[str, Shape] = field(default_factory=dict)
    numbers: list[str] = field(default_factory=list)  # that may be assigned to
    readable: list[str] = field(default_factory=list)  # that may only be read
    lists: list[str] = field(default_factory=list)  # of numbers, never empty
    pools: list[str] = field(default_factory=list)  # lists of vectors
    dicts: list[str] = field(default_factory=list)  # `a` and `b` numbers, `w` a vector
    objects: list[str] = field(default_factory=list)
    indices: list[str] = field(default_factory=list)  # variables that go from 1 to 2
    functions: list[tuple[str, list[str], str]] = field(default_factory=list)  # name, kinds, kind of the result

    def copy(self) -> Scope:
        """The same names; more can be added."""
        return Scope(
            dict(self.arrays), list(self.numbers), list(self.readable), list(self.lists), list(self.pools),
            list(self.dicts), list(self.objects), list(self.indices), list(self.functions),
        )  # fmt: skip


class Writer:
    """Writes a program by choices."""

    def __init__(self, choose: Choose) -> None:
        self.choose = choose
        self.count = 0
        self.marks: set[str] = set()
        self.keeps_globals = choose(2) == 0  # nothing but arguments is changed, and then much can run again

    def pick(self, items: Sequence[T]) -> T:
        """One of some."""
        return items[self.choose(len(items))]

    def maybe(self, of: int = 2) -> bool:
        """Sometimes; the first choice is no."""
        return self.choose(of) == of - 1

    def new(self, letter: str) -> str:
        """A name that was not used."""
        self.count += 1
        return f"{letter}{self.count}"

    # --- expressions

    def vectors(self, scope: Scope, size: int | None = None) -> list[str]:
        """The one-dimensional arrays, of a size."""
        return [n for n, shape in scope.arrays.items() if len(shape) == 1 and size in (None, shape[0])]

    def index(self, scope: Scope, size: int) -> str:
        """A subscript into an axis of some size, at least 3."""
        fixed = ["0", "1", "2", "-1"]
        moving = [t.format(i=i) for i in scope.indices for t in ("{i}", "{i} - 1", "{i} + 1")] if size >= 4 else []
        return self.pick([*moving, *moving, *fixed])

    def item(self, scope: Scope) -> str:
        """An item of an array."""
        name = self.pick(list(scope.arrays))
        shape = scope.arrays[name]
        return f"{name}[{', '.join(self.index(scope, size) for size in shape)}]"

    def number(self, scope: Scope, depth: int = 2) -> str:
        """An expression whose value is a number."""
        found: list[Callable[[], str]] = [lambda: self.pick(["0.5", "2.0", "1.5"])]
        if scope.numbers or scope.readable:
            found += [lambda: self.pick([*scope.numbers, *scope.readable])] * 3
        if scope.arrays:
            found += [lambda: self.item(scope)] * 3
            found += [lambda: self.reduction(scope)]
        if scope.lists:
            found += [
                lambda: self.pick(["{l}[0]", "{l}[-1]", "sum({l})", "len({l})", "max({l})"]).format(
                    l=self.pick(scope.lists)
                )
            ]
        if scope.dicts:
            found += [lambda: f"{self.pick(scope.dicts)}[{self.pick(['a', 'b'])!r}]"]
            found += [lambda: f"{self.pick(scope.dicts)}.get({self.pick(['a', 'z'])!r}, 1.0)"]
        if scope.objects:
            found += [lambda: f"{self.pick(scope.objects)}.{self.pick(['s', 't', 'count'])}"]
        if depth:
            found += [
                lambda: f"{self.number(scope, depth - 1)} {self.pick(['+', '-', '*'])} {self.number(scope, depth - 1)}"
            ]
            calls = [one for one in scope.functions if one[2] == "number"]
            if calls:
                found += [lambda: self.call(scope, self.pick(calls))] * 2
        return self.pick(found)()

    def reduction(self, scope: Scope) -> str:
        """A number made of a whole array."""
        name = self.pick(list(scope.arrays))
        return self.pick(
            ["{x}.sum()", "np.sum({x})", "float({x}.max())", "np.dot({x}.ravel(), {x}.ravel())", "{x}.mean()"]
        ).format(x=name)

    def vector(self, scope: Scope, size: int, depth: int = 1) -> str:
        """An expression whose value is a vector of some size."""
        names = self.views(scope, size)
        found: list[Callable[[], str]] = [lambda: f"np.zeros({size})"]
        if names:
            found += [lambda: self.pick(names)] * 4
            found += [
                lambda: self.pick(
                    ["np.sin({x})", "{x}.copy()", "{x} * 2.0", "np.abs({x})", "-{x}", "np.zeros_like({x})"]
                ).format(x=self.pick(names))
            ] * 3
            if depth:
                found += [lambda: f"{self.pick(names)} {self.pick(['+', '-', '*'])} {self.vector(scope, size, 0)}"] * 2
                found += [lambda: f"np.where({self.pick(names)} > 0.0, {self.pick(names)}, {self.number(scope, 0)})"]
        return self.pick(found)()

    def views(self, scope: Scope, size: int) -> list[str]:
        """Expressions for views of some size, names among them."""
        found = []
        for name, shape in scope.arrays.items():
            if len(shape) == 1:
                if shape[0] == size:
                    found += [name, f"{name}[:]", f"{name}[::-1]"]
                elif shape[0] == size + 1:
                    found += [f"{name}[1:]", f"{name}[:-1]"]
                elif shape[0] == size + 2:
                    found += [f"{name}[1:-1]"]
                elif shape[0] == 2 * size:
                    found += [f"{name}[::2]", f"{name}[1::2]"]
            else:
                if shape[1] == size:
                    found += [f"{name}[{self.index(scope, shape[0])}]"]
                if shape[0] == size:
                    found += [f"{name}[:, {self.index(scope, shape[1])}]", f"{name}.T[{self.index(scope, shape[1])}]"]
                if shape[0] * shape[1] == size:
                    found += [f"{name}.ravel()", f"{name}.reshape(-1)"]
        if size == N:
            found += [f"{name}['w']" for name in scope.dicts] + [f"{name}.a" for name in scope.objects]
            found += [f"{name}[{self.pick(['0', '1', '-1'])}]" for name in scope.pools]
        return found

    def condition(self, scope: Scope) -> str:
        """A condition on data."""
        return f"{self.number(scope, 1)} {self.pick(['>', '<'])} {self.pick(['0.5', '1.0', '0.0'])}"

    def call(self, scope: Scope, function: tuple[str, list[str], str]) -> str:
        """A call of a function; now and then with arguments that are the same."""
        self.marks.add("call")
        name, kinds, _ = function
        vectors = self.views(scope, N) or [f"np.ones({N})"]
        first = self.pick(vectors)
        arguments = []
        for kind in kinds:
            if kind == "vector":
                arguments.append(first if self.maybe(3) else self.pick(vectors))
            elif kind == "object":
                arguments.append(self.pick(scope.objects) if scope.objects else "C()")
            elif kind == "dict":
                arguments.append(self.pick(scope.dicts) if scope.dicts else "{'a': 1.0, 'b': 2.0, 'w': np.ones(6)}")
            elif kind == "list":
                arguments.append(self.pick(scope.lists) if scope.lists else "[1.0, 2.0]")
            else:
                arguments.append(self.number(scope, 0))
        if len(set(arguments)) < len(arguments):
            self.marks.add("alias")
        return f"{name}({', '.join(arguments)})"

    # --- statements

    def body(self, scope: Scope, count: int, depth: int, *, final: bool = False) -> list[str]:
        """Some statements; variables that they set can be used after them."""
        found: list[str] = []
        for _ in range(count):
            found += self.statement(scope, depth, final=final)
        return found

    def statement(self, scope: Scope, depth: int, *, final: bool) -> list[str]:
        """A statement."""
        kinds: list[Callable[[Scope], list[str]]] = [self.set_number, self.set_number, self.update_number]
        if scope.arrays:
            kinds += [
                self.view,
                self.view,
                self.store,
                self.store,
                self.store_part,
                self.in_place,
                self.out,
                self.fresh,
            ]
        if scope.lists or scope.pools:
            kinds += [self.lists]
        if scope.dicts:
            kinds += [self.dicts]
        if scope.objects:
            kinds += [self.objects, self.objects]
        if scope.functions:
            kinds += [self.calls, self.calls]
        if depth:
            kinds += [lambda s: self.branch(s, depth)] * 2 + [lambda s: self.loop(s, depth)] * 3
            kinds += [lambda s: self.attempt(s, depth)]
            if final:
                kinds += [self.leave, self.nested]
        return self.pick(kinds)(scope)

    def set_number(self, scope: Scope) -> list[str]:
        """A variable is a number."""
        value = self.number(scope)
        if self.maybe() and scope.numbers:
            return [f"{self.pick(scope.numbers)} = {value}"]
        name = self.new("q")
        scope.numbers.append(name)
        return [f"{name} = {value}"]

    def update_number(self, scope: Scope) -> list[str]:
        """A number is changed."""
        if not scope.numbers:
            return self.set_number(scope)
        return [f"{self.pick(scope.numbers)} {self.pick(['+=', '-='])} {self.number(scope, 1)}"]

    def view(self, scope: Scope) -> list[str]:
        """A variable is a view, or the same array."""
        self.marks.add("alias")
        name = self.new("y")
        size = self.pick([N, N, N - 1, N - 2, M])
        found: list[tuple[str, Shape]] = [(one, (size,)) for one in self.views(scope, size)]
        for array, shape in scope.arrays.items():
            if len(shape) == 2:
                found += (
                    [(f"{array}.T", shape[::-1]), (f"{array}[1:]", (shape[0] - 1, shape[1]))] if shape[0] > 3 else []
                )
                found += [(f"{array}[:, 1:-1]", (shape[0], shape[1] - 2))] if shape[1] > 4 else []
            elif shape[0] == 6:
                found += [(f"{array}.reshape(2, 3)[1]", (3,)), (f"np.reshape({array}, (6,))", (6,))]
        if not found:
            return self.set_number(scope)
        text, shape = self.pick(found)
        scope.arrays[name] = shape
        return [f"{name} = {text}"]

    def fresh(self, scope: Scope) -> list[str]:
        """A variable is a new array; it may have been something else."""
        size = self.pick([N, N, N - 1])
        value = self.vector(scope, size)
        same = [one for one in self.vectors(scope, size) if one not in GLOBALS]
        if same and self.maybe(3):
            return [f"{self.pick(same)} = {value}"]
        name = self.new("z")
        scope.arrays[name] = (size,)
        return [f"{name} = {value}"]

    def store(self, scope: Scope) -> list[str]:
        """An item is set."""
        return [f"{self.item(scope)} {self.pick(['=', '=', '+=', '*='])} {self.number(scope)}"]

    def store_part(self, scope: Scope) -> list[str]:
        """A part of an array, or all of it, is set."""
        name = self.pick(list(scope.arrays))
        shape = scope.arrays[name]
        size = shape[-1]
        choices = [("[:]", size), ("[1:]", size - 1), ("[:-1]", size - 1), ("[1:-1]", size - 2), ("[...]", size)]
        if len(shape) == 2:
            choices = [
                ("[:]", size),
                ("[1:]", size),
                (f"[{self.index(scope, shape[0])}]", size),
                ("[:, 1:]", size - 1),
                (f"[:, {self.index(scope, size)}]", 0),
            ]
        part, width = self.pick(choices)
        value = self.vector(scope, width) if width > 1 and self.maybe() else self.number(scope, 1)
        return [f"{name}{part} {self.pick(['=', '=', '+=', '-='])} {value}"]

    def in_place(self, scope: Scope) -> list[str]:
        """An array is changed by a method or an operator."""
        name = self.pick(list(scope.arrays))
        size = scope.arrays[name][-1]
        choices = [
            f"{name}.fill({self.number(scope, 1)})", f"np.copyto({name}, {self.vector(scope, size)})", f"{name}.sort()",
        ]  # fmt: skip
        if name not in GLOBALS:
            choices += [f"{name} += {self.vector(scope, size)}", f"{name} *= {self.number(scope, 1)}"]
        return [self.pick(choices)]

    def out(self, scope: Scope) -> list[str]:
        """A function of NumPy's sets an array."""
        sizes = [shape[0] for shape in scope.arrays.values() if len(shape) == 1] or [N]
        size = self.pick(sizes)
        targets = self.views(scope, size)
        if not targets:
            return self.set_number(scope)
        target = self.pick(targets)
        return [self.pick([
            f"np.add({self.vector(scope, size, 0)}, {self.vector(scope, size, 0)}, out={target})",
            f"np.sin({self.vector(scope, size, 0)}, out={target})",
            f"np.multiply({target}, {self.number(scope, 0)}, out={target})",
            f"np.multiply({target}, {self.number(scope, 0)}, {target})",
        ])]  # fmt: skip

    def lists(self, scope: Scope) -> list[str]:
        """A list is changed, or one is made."""
        choices = []
        if scope.lists:
            name = self.pick(scope.lists)
            choices += [
                f"{name}.append({self.number(scope, 1)})", f"{name}[0] = {self.number(scope, 1)}",
                f"{name}[-1] += {self.number(scope, 1)}", f"{name}.extend([{self.number(scope, 0)}])",
                f"{name}.insert(0, {self.number(scope, 0)})", f"{name} += [{self.number(scope, 0)}]",
            ]  # fmt: skip
            if self.maybe(3):
                taken = self.new("q")
                scope.numbers.append(taken)
                return [f"{name}.append({self.number(scope, 0)})", f"{taken} = {name}.pop({self.pick(['', '0'])})"]
        if scope.pools and self.views(scope, N):
            self.marks.add("alias")
            name, value = self.pick(scope.pools), self.pick(self.views(scope, N))
            choices += [f"{name}.append({value})", f"{name}[0] = {value}", f"{name}[1][2] = {self.number(scope, 0)}"]
        return [self.pick(choices)] if choices else self.set_number(scope)

    def dicts(self, scope: Scope) -> list[str]:
        """A dict is changed."""
        name = self.pick(scope.dicts)
        key = self.pick(["a", "b", "z"])
        choices = [
            f"{name}[{key!r}] = {self.number(scope, 1)}", f"{name}['a'] += {self.number(scope, 1)}",
            f"{name}.update({{'b': {self.number(scope, 0)}}})", f"{name}.setdefault({key!r}, {self.number(scope, 0)})",
            f"{name}['w'][1] = {self.number(scope, 1)}", f"{name}['w'] = {self.vector(scope, N)}",
        ]  # fmt: skip
        return [self.pick(choices)]

    def objects(self, scope: Scope) -> list[str]:
        """An object is changed."""
        name = self.pick(scope.objects)
        vectors = self.views(scope, N) or ["np.ones(6)"]
        choices = [
            f"{name}.s = {self.number(scope, 1)}", f"{name}.s += {self.number(scope, 1)}",
            f"{name}.t = {name}.s * {self.number(scope, 0)}", f"{name}.a[1:] = {self.number(scope, 1)}",
            f"{name}.a[{self.index(scope, N)}] += {self.number(scope, 1)}", f"{name}.a = {self.vector(scope, N)}",
            f"{name}.items.append({self.number(scope, 0)})", f"{name}.a *= {self.number(scope, 0)}",
            f"{name}.grow({self.number(scope, 0)})",
        ]  # fmt: skip
        if not self.keeps_globals:
            choices.append("C.count += 1")
        if vectors:
            choices += [f"{name}.step({self.pick(vectors)})"] * 2
        text = self.pick(choices)
        if "grow" in text or "step" in text:
            self.marks.add("call")
        if ".a = " in text:
            self.marks.add("alias")
        return [text]

    def calls(self, scope: Scope) -> list[str]:
        """A function is called, and its result kept."""
        function = self.pick(scope.functions)
        text = self.call(scope, function)
        if function[2] == "number":
            name = self.new("q")
            scope.numbers.append(name)
            return [f"{name} = {text}"]
        if function[2] == "vector":
            name = self.new("y")
            scope.arrays[name] = (N,)
            return [f"{name} = {text}"]
        return [text]

    def branch(self, scope: Scope, depth: int) -> list[str]:
        """A branch on data; what it sets anew is not used after it."""
        self.marks.add("branch")
        found = [f"if {self.condition(scope)}:", *_in(self.body(scope.copy(), 1 + self.choose(2), depth - 1))]
        if self.maybe():
            found += ["else:", *_in(self.body(scope.copy(), 1 + self.choose(2), depth - 1))]
        return found

    def loop(self, scope: Scope, depth: int) -> list[str]:
        """A loop."""
        self.marks.add("loop")
        inner = scope.copy()
        kind = self.choose(6)
        if kind == 0 and scope.arrays:
            item = self.new("e")
            name = self.pick(list(scope.arrays))
            shape = scope.arrays[name]
            if len(shape) == 1:
                inner.numbers.append(item)
            else:
                inner.arrays[item] = shape[1:]
            head = f"for {item} in {name}:"
        elif kind == 1 and scope.lists:
            item = self.new("e")
            inner.numbers.append(item)
            name = self.pick(scope.lists)
            inner.lists = [one for one in inner.lists if one != name and one.count(".") == 0 and name.count(".") == 0]
            inner.functions, inner.objects = [], []
            head = f"for {item} in {name}:"
        elif kind == 2:
            count = self.new("n")
            body = self.body(inner, 1 + self.choose(2), depth - 1)
            if self.maybe():
                body += [f"if {self.condition(inner)}:", f"    {self.pick(['break', 'break', 'pass'])}"]
            return [f"{count} = 0", f"while {count} < 2:", *_in([f"{count} += 1", *body])]
        else:
            item = self.new("i")
            inner.indices.append(item)
            inner.readable.append(item)
            head = f"for {item} in range({self.pick(['1, 3', '1, 3', '2, 0, -1'])}):"
        body = self.body(inner, 1 + self.choose(3), depth - 1)
        if self.maybe(5):
            body = [f"if {self.condition(inner)}:", f"    {self.pick(['continue', 'break'])}", *body]
        return [head, *_in(body)]

    def attempt(self, scope: Scope, depth: int) -> list[str]:
        """Something that is done whatever happens, or if something is raised."""
        body = _in(self.body(scope.copy(), 1 + self.choose(2), depth - 1))
        if self.maybe():
            body = (
                [*body[:1], f"    if {self.condition(scope)}:", "        raise ValueError", *body[1:]]
                if not body[0].rstrip().endswith(":")
                else [f"    if {self.condition(scope)}:", "        raise ValueError", *body]
            )
            return ["try:", *body, "except ValueError:", *_in(self.body(scope.copy(), 1, 0))]
        return ["try:", *body, "finally:", *_in(self.body(scope.copy(), 1, 0))]

    def leave(self, scope: Scope) -> list[str]:
        """An early return."""
        self.marks.add("return")
        return [f"if {self.condition(scope)}:", f"    return {self.result(scope)}"]

    def nested(self, scope: Scope) -> list[str]:
        """A function in the function, that is called after it."""
        name = self.new("h")
        inner = scope.copy()
        inner.arrays["u"] = (N,)
        inner.numbers = [self.new("q")]
        inner.readable = [*scope.readable, *scope.numbers]
        first = [f"{inner.numbers[0]} = {self.number(inner, 1)}"]
        if scope.numbers and self.maybe():
            changed = self.pick(scope.numbers)
            if changed not in GLOBALS:
                first = [f"nonlocal {changed}", f"{changed} = {self.number(scope, 1)}", *first]
        kept = set(scope.arrays)
        body = self.body(inner, 1 + self.choose(3), 1)
        result = self.number(inner, 1)
        rebound = {
            line.strip().split(" ")[0] for line in body if len(line.split()) > 1 and line.split()[1][-1] == "="
        } & kept
        if rebound or any(line.strip().split(" ")[0] in scope.lists for line in body):
            return self.set_number(scope)
        scope.functions.append((name, ["vector"], "number"))
        self.marks.add("closure")
        return [f"def {name}(u):", *_in([*first, *body, f"return {result}"])]

    def result(self, scope: Scope) -> str:
        """What a function returns."""
        vectors = self.views(scope, N)
        return self.pick([self.number(scope), self.number(scope), *([self.pick(vectors)] if vectors else [])])

    # --- the module

    def helper(self, outside: Scope) -> tuple[list[str], tuple[str, list[str], str]]:
        """A function of the module."""
        name = self.new("g")
        kinds = [self.pick(["vector", "vector", "number", "object", "dict", "list"]) for _ in range(1 + self.choose(3))]
        scope = outside.copy()
        names = []
        for kind in kinds:
            given = {"vector": "u", "number": "c", "object": "k", "dict": "r", "list": "w"}[kind] + str(len(names))
            names.append(given)
            _add(scope, given, kind)
        first = self.global_write(scope)
        body = self.body(scope, 1 + self.choose(3), 1)
        result = self.pick(["number", "number", "vector", "none"])
        if result == "vector" and not self.views(scope, N):
            result = "number"
        last = {
            "number": lambda: [f"return {self.number(scope, 1)}"],
            "vector": lambda: [f"return {self.pick(self.views(scope, N))}"],
            "none": list,
        }[result]()
        return [f"def {name}({', '.join(names)}):", *_in([*first, *body, *last])], (name, kinds, result)

    def global_write(self, scope: Scope) -> list[str]:
        """Sometimes a global variable is set, too."""
        if not self.keeps_globals and self.maybe(4):
            scope.numbers.append("K")
            scope.readable = [one for one in scope.readable if one != "K"]
            return ["global K"]
        return []

    def program(self) -> Program:
        """A program."""
        outside = Scope(readable=["K", "G[2]", "G.sum()"])
        if not self.keeps_globals:
            outside.arrays["G"] = (N,)
            if self.maybe():
                outside.objects.append("H")
            if self.maybe():
                outside.dicts.append("P")
        helpers: list[str] = []
        for _ in range(self.pick([1, 0, 2, 2])):
            lines, function = self.helper(outside)
            helpers += [*lines, ""]
            outside.functions.append(function)
        kinds = [("x", "vector")]
        optional = [
            ("y", "vector"),
            ("A", "matrix"),
            ("s", "number"),
            ("l", "list"),
            ("p", "pool"),
            ("d", "dict"),
            ("o", "object"),
        ]
        kinds += [one for one in optional if self.maybe()]
        scope = outside.copy()
        for name, kind in kinds:
            _add(scope, name, kind)
        first = self.global_write(scope)
        body = [*first, *self.body(scope, 1 + self.choose(4), 2, final=True)]
        usual: list[Callable[[Scope], list[str]]] = [self.view, self.calls if scope.functions else self.store]
        for part in [*usual, lambda s: self.branch(s, 2)] if self.choose(4) else []:
            body += part(scope)
        body += self.body(scope, 1 + self.choose(3), 2, final=True)
        body += [f"return {self.result(scope)}"]
        annotated = self.maybe()
        shows_main = not annotated or self.maybe()
        types = {
            "vector": "np.ndarray",
            "matrix": "np.ndarray",
            "number": "float",
            "list": "list[float]",
            "pool": "list[np.ndarray]",
            "dict": "dict",
            "object": "C",
        }
        parameters = ", ".join(f"{name}: {types[kind]}" if annotated else name for name, kind in kinds)
        head = [line for line in HEAD if not self.keeps_globals or line != "        C.count += 1"]
        module = [*head, *helpers, f"def f({parameters}):", *_in(body), ""]
        main = ["", "def main(t):", f"    return f({', '.join(_made(kind) for _, kind in kinds)})", ""]
        run = "\n".join([*module, *main])
        shown = run if shows_main else "\n".join(module)
        return Program(shown, run, frozenset(self.marks))


GLOBALS = ("K", "G")
HEAD = f"""\
import numpy as np

K = 1.5
G = np.arange({N}.0)


class C:
    count = 0

    def __init__(self):
        self.a = np.ones({N})
        self.s = 2.0
        self.t = 0.25
        self.items = [1.0]

    def grow(self, by):
        self.s = self.s + by
        self.items.append(by)
        return self

    def step(self, v):
        self.a[1:] += v[:-1]
        v[0] = self.s
        self.t = v[1]
        C.count += 1


H = C()
P = {{'a': 1.0, 'b': 2.0, 'w': np.ones({N})}}
""".splitlines()


def _made(kind: str) -> str:
    return {
        "vector": f"np.sin(np.arange({N}.0) + t)", "matrix": f"np.cos(np.arange({N * M}.0) + t).reshape({M}, {N})",
        "number": "0.5 + t", "list": "[t, 1.0, 2.0]", "pool": f"[np.ones({N}) * t, np.ones({N})]",
        "dict": f"{{'a': t, 'b': 2.0, 'w': np.ones({N})}}", "object": "C()",
    }[kind]  # fmt: skip


def _add(scope: Scope, name: str, kind: str) -> None:
    match kind:
        case "vector":
            scope.arrays[name] = (N,)
        case "matrix":
            scope.arrays[name] = (M, N)
        case "number":
            scope.numbers.append(name)
        case "list":
            scope.lists.append(name)
        case "pool":
            scope.pools.append(name)
        case "dict":
            scope.dicts.append(name)
        case "object":
            scope.objects.append(name)


def _in(lines: list[str]) -> list[str]:
    return [f"    {line}" for line in lines]


@st.composite
def programs(draw: st.DrawFn) -> Program:
    """Programs, smaller ones first."""
    return Writer(lambda count: draw(st.integers(0, count - 1)) if count > 1 else 0).program()


def numbered(seed: int) -> Program:
    """The program of a number."""
    return Writer(random.Random(seed).randrange).program()
