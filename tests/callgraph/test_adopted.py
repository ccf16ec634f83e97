"""Functions that are made methods of classes after they were defined, and containers that hold themselves."""

from adlint.answers.document import Document
from adlint.workspace import Workspace


def _graph(text: str) -> dict[str, set[str]]:
    graph = Workspace().graph([Document("main.py", "main", text)])
    return {name: {callee for callee in callees if callee.startswith("main")} for name, callees in graph.items()}


_CONTEXTS = """\
class Plain:
    def convert(self, x):
        return x


class Methods:
    pass


class Context(Methods):
    def convert(self, x):
        return x

    def signed(self, x):
        return x


class Beside:
    def convert(self, x):
        return x

    def signed(self, x):
        return x


"""


def test_a_function_that_is_set_in_a_class_is_called_on_its_objects() -> None:
    graph = _graph(_CONTEXTS + """\
def defun(f):
    setattr(Methods, f.__name__, f)
    return f


@defun
def diff(ctx, x):
    return ctx.convert(x)


@defun
def taylor(ctx, x):
    return ctx.diff(ctx.signed(x))


def late(self, x):
    return self.taylor(x) + self.convert(x)


Context.late = late
""")
    assert graph["main.diff"] == {"main.Context.convert"}
    assert graph["main.taylor"] == {"main.diff", "main.Context.signed"}
    assert graph["main.late"] == {"main.taylor", "main.Context.convert"}


def test_functions_of_a_table_go_under_their_own_names() -> None:
    graph = _graph(_CONTEXTS + """\
TABLE = {}


def register(f):
    TABLE[f.__name__] = f
    return f


@register
def sine(ctx, x):
    return ctx.convert(x)


@register
def tangent(ctx, x):
    return ctx.sine(ctx.signed(x))


def install(name, f):
    setattr(Context, name, f)


def install_all():
    for name in TABLE:
        install(name, TABLE[name])
""")
    assert graph["main.sine"] == {"main.Context.convert"}
    assert graph["main.tangent"] == {"main.sine", "main.Context.signed"}


def test_what_is_called_may_lie_in_a_container_that_holds_itself() -> None:
    graph = _graph("""\
import scipy.optimize


def cost(x):
    return x


rows = [cost]
rows.append(rows)
rows.append({"all": rows})


def solve(x):
    return scipy.optimize.minimize(rows, x)
""")
    assert graph["main.solve"] == {"main.cost"}
