"""Random programs of arrays: elementwise operations, views, writes in place, reductions, products, loops and functions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

Shape = tuple[str, ...]
Statement = Callable[["Program"], None]
ONE = ("np.sin({})", "np.exp(-{} * {})", "np.tanh({})", "np.sqrt(np.abs({}) + 1.0)", "({}) ** 2", "-{}", "np.cos({})",
       "np.maximum({}, 0.1)", "np.square({})", "1.0 / (2.0 + {} * {})", "np.abs({})", "np.clip({}, -1.0, 1.0)")  # fmt: skip
TWO = ("{} + {}", "{} - {}", "{} * {}", "{} / (3.0 + {} ** 2)", "np.maximum({}, {})", "np.hypot({}, {})", "0.5 * {} + {}",
       "np.where({} > 0.3, {}, 0.0)", "np.arctan2({}, {})")  # fmt: skip
IN_PLACE = ("+=", "-=", "*=")


@dataclass
class Program:
    """A function as it grows: its lines, and the arrays in reach by shape."""

    random: Random
    statements: tuple[Statement, ...] = ()
    lines: list[str] = field(default_factory=list)
    arrays: dict[str, Shape] = field(default_factory=dict)
    own: set[str] = field(default_factory=set)
    made: int = 0
    depth: int = 1
    loops: list[tuple[str, str]] = field(default_factory=list)

    def say(self, line: str) -> None:
        self.lines.append("    " * self.depth + line)

    def name(self, shape: Shape) -> str:
        self.made += 1
        found = f"v{self.made}"
        self.arrays[found] = shape
        return found

    def bind(self, shape: Shape, text: str) -> str:
        name = self.name(shape)
        self.say(f"{name} = {text}")
        return name

    def pick(self, shape: Shape) -> str | None:
        names = [name for name, one in self.arrays.items() if one == shape]
        return self.random.choice(names) if names else None

    def some(self) -> tuple[str, Shape]:
        return self.random.choice(list(self.arrays.items()))

    def operand(self, shape: Shape) -> str:
        """Something that goes with a shape: an array of it, a row, a number."""
        choice = self.random.random()
        if choice < 0.2 or not shape:
            scalars = [name for name, one in self.arrays.items() if not one]
            if scalars and choice < 0.6:
                return self.random.choice(scalars)
            if choice < 0.1 or not shape:
                return self.random.choice(("2.0", "0.5", "c"))
        for own in (shape, shape[1:]):
            found = self.pick(own)
            if found is not None and (own == shape or choice < 0.5):
                return found
        return self.pick(shape) or "0.25"

    def expression(self, shape: Shape, deep: int = 2) -> str:
        if deep and self.random.random() < 0.5:
            inner = self.expression(shape, deep - 1)
            form = self.random.choice(ONE)
            return form.replace("{}", f"({inner})")
        a, b = self.pick(shape) or "1.0", self.operand(shape)
        return self.random.choice(TWO).format(a, b) if self.random.random() < 0.8 else a


def elementwise(p: Program) -> None:
    _, shape = p.some()
    p.bind(shape, f"{p.expression(shape)} + 0.0")


def in_place(p: Program) -> None:
    owned = [name for name in p.own if name in p.arrays]
    if not owned:
        return fresh(p)
    name = p.random.choice(sorted(owned))
    shape = p.arrays[name]
    form = p.random.random()
    if form < 0.4 or not shape:
        p.say(f"{name} {p.random.choice(IN_PLACE)} {p.operand(shape)}")
    elif form < 0.7:
        index = p.random.choice(("1:-1", ":-1", "1:", "::2"))
        other = f"{p.pick(shape) or name}[{index}]"
        p.say(f"{name}[{index}] {p.random.choice(('=', '+=', '*='))} {other} * 0.5")
    elif form < 0.85 and p.loops:
        index, _ = p.random.choice(p.loops)
        p.say(f"{name}[{index} % 2] = {p.operand(shape[1:])}")
    else:
        p.say(f"{name}[0] = {p.operand(shape[1:])}")
    return None


def fresh(p: Program) -> None:
    _, shape = p.some()
    dims = ", ".join(shape)
    made = f"np.{p.random.choice(('zeros', 'ones'))}(({dims}{',' if len(shape) == 1 else ''}))"
    p.own.add(p.bind(shape, made if p.random.random() < 0.5 else f"{p.pick(shape)}.copy()" if shape else "0.0 + c"))


def reduction(p: Program) -> None:
    source, shape = p.some()
    if not shape:
        return elementwise(p)
    function = p.random.choice(("np.sum", "np.mean", "np.max", "np.prod", "np.var", "np.min"))
    axis = p.random.randrange(-1, len(shape))
    if axis < 0:
        p.bind((), f"{function}({source})")
    else:
        p.bind(shape[:axis] + shape[axis + 1 :], f"{function}({source}, axis={axis})")
    return None


def product(p: Program) -> None:
    pairs = [
        (a, b, x[:-1] + (y[:-2] + y[-1:] if len(y) > 1 else ()))
        for a, x in p.arrays.items() for b, y in p.arrays.items()
        if x and y and x[-1] == y[max(len(y) - 2, 0)]
    ]  # fmt: skip
    if not pairs:
        return elementwise(p)
    a, b, shape = p.random.choice(pairs)
    p.bind(shape, f"{p.random.choice(('{} @ {}', 'np.dot({}, {})', '0.1 * {} @ {}')).format(a, b)}")
    return None


def view(p: Program) -> None:
    source, shape = p.some()
    if not shape:
        return elementwise(p)
    if len(shape) > 1 and p.random.random() < 0.5:
        p.bind(shape[::-1], f"{source}.T")
    else:
        p.bind(shape[1:], f"{source}[{p.random.choice(('0', '-1', '1'))}]")
    return None


def moved(p: Program) -> None:
    source, shape = p.some()
    if not shape:
        return elementwise(p)
    p.bind(
        shape,
        f"{p.random.choice(('np.roll({}, 1)', 'np.flip({})', 'np.cumsum({}, axis=0)', '{}[::-1]', 'np.sort({}, axis=0)')).format(source)}",
    )
    return None


def loop(p: Program) -> None:
    if p.depth > 3:
        return elementwise(p)
    index = f"i{len(p.loops)}{p.made}"
    span = p.random.choice(
        (
            "n",
            "T",
            "3",
            "20",
            *([f"{p.loops[-1][0]} + 1", f"{p.loops[-1][0]}", f"{p.loops[-1][0]}, n"] if p.loops else []),
        )
    )
    carried = [p.some() for _ in range(p.random.randrange(1, 3))]
    for number, (source, shape) in enumerate(carried):
        carried[number] = (
            p.bind(shape, f"{source} * 1.0" if p.random.random() < 0.7 else f"0.5 + 0.0 * {source}"),
            shape,
        )
    p.say(f"for {index} in range({span}):")
    before, own = dict(p.arrays), set(p.own)
    p.depth += 1
    p.loops.append((index, span))
    for _ in range(p.random.randrange(1, 4)):
        statement(p)
    if p.random.random() < 0.2:
        p.say(f"if {index} == 0:")
        p.say(f"    {carried[0][0]} = {carried[0][0]} * 0.5")
    for name, shape in carried:
        p.say(f"{name} = {p.expression(shape, 1)}")
        if p.random.random() < 0.5:
            p.say(f"{name} = {name} + 0.1 * {p.pick(shape)}")
    p.loops.pop()
    p.depth -= 1
    p.arrays, p.own = before, own
    return None


def called(p: Program) -> None:
    _, shape = p.some()
    p.bind(shape, f"helper({p.pick(shape)}, {p.operand(shape)})")


def collected(p: Program) -> None:
    _, shape = p.some()
    first, other = (p.pick(shape) or "1.0" for _ in range(2))
    form = p.random.randrange(3)
    if form == 0 and shape:
        p.bind(shape, f"sum([{first} * 2.0, {other} * 2.0])")
    elif form == 1:
        p.say(f"held = {{'a': {first}, 'b': {other}}}")
        p.bind(shape, "held['a'] * held['b']")
    else:
        p.bind(shape, f"np.stack([{first}, {other}]).sum(axis=0)" if shape else f"{first} * {other}")


def turned(p: Program) -> None:
    source, shape = p.some()
    if not shape:
        return elementwise(p)
    p.bind(shape, p.random.choice(("np.roll({}, 1)", "np.cumsum({}, axis=0)", "{}[::-1]")).format(source))
    return None


STATEMENTS = (
    elementwise,
    elementwise,
    elementwise,
    in_place,
    in_place,
    fresh,
    reduction,
    product,
    view,
    moved,
    loop,
    loop,
    called,
    collected,
)


# what makes values alone, and writes to none
VALUES = (elementwise, elementwise, elementwise, reduction, product, view, turned, loop, loop, called, collected)


def statement(p: Program) -> None:
    p.random.choice(p.statements)(p)


def generated(seed: int, statements: tuple[Statement, ...] = STATEMENTS) -> tuple[str, str]:
    """The text of a program, and a call of it."""
    p = Program(Random(seed), statements)
    p.arrays = {"x": ("n", "m"), "y": ("n",), "w": ("m", "m"), "c": ()}
    for _ in range(p.random.randrange(4, 10)):
        statement(p)
    parts = [f"np.sum({name})" for name in list(p.arrays)[-3:]]
    helper = "def helper(a, b):\n    t = np.sin(a) * b\n    t = t + a\n    return t * t\n"
    head = "def f(x, y, w, c, n, m, T):\n"
    text = (
        "import numpy as np\n\n\n" + helper + "\n\n" + head + "\n".join(p.lines) + f"\n    return {' + '.join(parts)}\n"
    )
    return text, "f(f64[n, m], f64[n], f64[m, m], f64[()], n, m, T)"
