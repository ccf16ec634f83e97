"""Expressions of generated programs: numbers, vectors and views of a size, conditions, calls."""

from __future__ import annotations

from collections.abc import Callable

from .writer import Callee, M, N, Scope, Writer


def vectors(scope: Scope, size: int | None = None) -> list[str]:
    """The one-dimensional arrays, of a size."""
    return [n for n, shape in scope.arrays.items() if len(shape) == 1 and size in (None, shape[0])]


def index(w: Writer, scope: Scope, size: int) -> str:
    """A subscript into an axis of some size, at least 3."""
    fixed = ["0", "1", "2", "-1"]
    moving = [t.format(i=i) for i in scope.indices for t in ("{i}", "{i} - 1", "{i} + 1")] if size >= 4 else []
    return w.pick([*moving, *moving, *fixed])


def item(w: Writer, scope: Scope) -> str:
    """An item of an array."""
    name = w.pick(list(scope.arrays))
    return f"{name}[{', '.join(index(w, scope, size) for size in scope.arrays[name])}]"


def number(w: Writer, scope: Scope, depth: int = 2) -> str:
    """An expression whose value is a number."""
    found: list[Callable[[], str]] = [lambda: w.pick(["0.5", "2.0", "1.5"])]
    if scope.numbers or scope.readable:
        found += [lambda: w.pick([*scope.numbers, *scope.readable])] * 3
    if scope.arrays:
        found += [lambda: item(w, scope)] * 3
        found += [lambda: reduction(w, scope)]
    if scope.lists:
        found += [lambda: w.pick(_OF_LISTS).format(l=w.pick(scope.lists))]
    if scope.pools:
        found += [lambda: w.pick(_OF_POOLS).format(p=w.pick(scope.pools))]
    if scope.dicts:
        found += [lambda: w.pick(_OF_DICTS).format(d=w.pick(scope.dicts))]
    if scope.trees:
        found += [lambda: w.pick(_OF_TREES).format(m=w.pick(scope.trees))]
    if scope.objects:
        found += [lambda: w.pick(_OF_OBJECTS).format(o=w.pick(scope.objects))]
    if depth:
        found += [lambda: _combined(w, scope, depth - 1)]
        calls = [one for one in scope.functions if one.result == "number"]
        if calls:
            found += [lambda: call(w, scope, w.pick(calls))] * 2
    return w.pick(found)()


_OF_LISTS = (
    "{l}[0]", "{l}[-1]", "sum({l})", "len({l})", "max({l})", "sum(e * 2.0 for e in {l})", "sorted({l})[0]",
    "({l} + [0.5])[0]", "[e + 1.0 for e in {l}][-1]", "float(1.0 in {l})",
)  # fmt: skip
_OF_POOLS = ("sum(v[0] for v in {p})", "{p}[-1].sum()", "[v.copy() for v in {p}][0][1]", "np.stack({p}).sum()")
_OF_DICTS = (
    "{d}['a']", "{d}['b']", "{d}.get('a', 1.0)", "{d}.get('z', 1.0)", "float('z' in {d})", "{d}['w'].sum()",
    "float(len({d}))", "sum(1.0 for k in {d})",
)  # fmt: skip
_OF_TREES = ("{m}['d']['a']", "{m}['d']['w'][1]", "{m}['p'][0][2]", "{m}['p'][-1].sum()", "len({m}['p'])")
_OF_OBJECTS = ("{o}.s", "{o}.t", "{o}.count", "{o}.half", "{o}.norm()", "{o}(0.5)", "{o}[1]", "{o}.items[0]")


def _combined(w: Writer, scope: Scope, depth: int) -> str:
    one, other = number(w, scope, depth), number(w, scope, depth)
    sign = w.pick(["+", "-", "*", "+", "-", "*", "if", "max"])
    if sign == "if":
        return f"({one} if {condition(w, scope)} else {other})"
    return f"max({one}, {other})" if sign == "max" else f"{one} {sign} {other}"


def reduction(w: Writer, scope: Scope) -> str:
    """A number made of a whole array."""
    name = w.pick(list(scope.arrays))
    text = w.pick([
        "{x}.sum()", "np.sum({x})", "float({x}.max())", "np.dot({x}.ravel(), {x}.ravel())", "{x}.mean()",
        "{x}[{x} > 0.5].sum()", "np.linalg.norm({x})", "{x}[[0, 2]].sum()", "np.sum({x}, axis=0).max()",
    ])  # fmt: skip
    return text.format(x=name)


def vector(w: Writer, scope: Scope, size: int, depth: int = 1) -> str:
    """An expression whose value is a vector of some size."""
    names = views(w, scope, size)
    found: list[Callable[[], str]] = [lambda: f"np.zeros({size})"]
    if names:
        found += [lambda: w.pick(names)] * 4
        found += [lambda: w.pick(_OF_VECTORS).format(x=w.pick(names), n=size, order=list(range(size))[::-1])] * 3
        if depth:
            found += [lambda: f"{w.pick(names)} {w.pick(['+', '-', '*'])} {vector(w, scope, size, 0)}"] * 2
            found += [lambda: f"np.where({w.pick(names)} > 0.0, {w.pick(names)}, {number(w, scope, 0)})"]
            found += [lambda: f"({w.pick(names)} if {condition(w, scope)} else {w.pick(names)})"]
    return w.pick(found)()


_OF_VECTORS = (
    "np.sin({x})", "{x}.copy()", "{x} * 2.0", "np.abs({x})", "-{x}", "np.zeros_like({x})", "np.asarray({x})",
    "{x}[{order}]", "np.concatenate([{x}[:1], {x}[1:]])", "np.array([e for e in {x}])", "np.cumsum({x})",
    "np.clip({x}, 0.0, 1.0)", "np.maximum({x}, 0.5)", "np.outer({x}, {x})[0]", "{x}.astype(float)",
)  # fmt: skip


def views(w: Writer, scope: Scope, size: int) -> list[str]:
    """Expressions for views of some size, names among them."""
    found: list[str] = []
    for name, shape in scope.arrays.items():
        if len(shape) == 1:
            found += _of_vector(name, shape[0], size)
        else:
            if shape[1] == size:
                found += [f"{name}[{index(w, scope, shape[0])}]"]
            if shape[0] == size:
                found += [f"{name}[:, {index(w, scope, shape[1])}]", f"{name}.T[{index(w, scope, shape[1])}]"]
            if shape[0] * shape[1] == size:
                found += [f"{name}.ravel()", f"{name}.reshape(-1)", f"np.ravel({name})"]
    if size == N:
        found += [f"{name}['w']" for name in scope.dicts] + [f"{name}.a" for name in scope.objects]
        found += [f"{name}[{w.pick(['0', '1', '-1'])}]" for name in scope.pools]
        found += [f"{name}{w.pick(_VECTORS_OF_TREES)}" for name in scope.trees]
    return found


_VECTORS_OF_TREES = ("['d']['w']", "['p'][0]", "['p'][-1]")


def _of_vector(name: str, length: int, size: int) -> list[str]:
    if length == size:
        return [name, f"{name}[:]", f"{name}[::-1]"]
    if length == size + 1:
        return [f"{name}[1:]", f"{name}[:-1]"]
    if length == size + 2:
        return [f"{name}[1:-1]"]
    if length == 2 * size:
        return [f"{name}[::2]", f"{name}[1::2]", f"np.split({name}, 2)[0]", f"{name}.reshape(2, {size})[1]"]
    return []


def condition(w: Writer, scope: Scope) -> str:
    """A condition on data."""
    simple = f"{number(w, scope, 0)} {w.pick(['>', '<'])} {w.pick(['0.5', '1.0', '0.0'])}"
    if not w.maybe(6):
        return simple
    return f"{simple} {w.pick(['and', 'or'])} {number(w, scope, 0)} < 1.0"


def call(w: Writer, scope: Scope, callee: Callee) -> str:
    """A call of a function; now and then with arguments that are the same."""
    w.marks.add("call")
    found = views(w, scope, N) or [f"np.ones({N})"]
    first = w.pick(found)
    arguments = [first if kind == "vector" and w.maybe(3) else argument(w, scope, kind) for kind in callee.kinds]
    if len(set(arguments)) < len(arguments):
        w.marks.add("alias")
    if callee.last and w.maybe():
        arguments.append(f"{callee.last}={w.pick(found) if callee.last == 'out' else number(w, scope, 0)}")
    if arguments and not callee.last and w.maybe(8):
        return f"{callee.name}(*[{', '.join(arguments)}])"
    return f"{callee.name}({', '.join(arguments)})"


def argument(w: Writer, scope: Scope, kind: str) -> str:
    """Something of a kind: what is there, or a new one."""
    match kind:
        case "vector":
            return w.pick(views(w, scope, N) or [f"np.ones({N})"])
        case "number":
            return number(w, scope, 0)
        case _:
            there = getattr(scope, f"{kind}s")
            return w.pick(there) if there else fresh(kind)


def fresh(kind: str, t: str = "1.0") -> str:
    """A new one of a kind."""
    return {
        "vector": f"np.sin(np.arange({N}.0) + {t})",
        "matrix": f"np.cos(np.arange({N * M}.0) + {t}).reshape({M}, {N})",
        "number": f"0.5 + {t}",
        "list": f"[{t}, 1.0, 2.0]",
        "pool": f"[np.ones({N}) * {t}, np.ones({N})]",
        "dict": f"{{'a': {t}, 'b': 2.0, 'w': np.ones({N})}}",
        "tree": f"{{'d': {{'a': {t}, 'b': 2.0, 'w': np.ones({N})}}, 'p': [np.ones({N}), np.ones({N}) * {t}]}}",
        "object": "C()",
    }[kind]
