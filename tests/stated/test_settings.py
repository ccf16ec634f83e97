"""Models in the settings: what is wrong with one is said with its key, and with the nearest name."""

from __future__ import annotations

import pytest

from adlint.models.stated import Stated, by_path
from adlint.settings.parse import parse

SOLVE = 'name = "lib.solve"\n'


def problems(table: str) -> tuple[str, ...]:
    _, found = parse(f"[[model]]\n{table}", "adlint.toml")
    return tuple(one.message for one in found)


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ("", "model[0] has no key 'name'"),
        ('name = "solve"', 'model[0].name must be the full path of a function, such as "mylib.solve"'),
        ('name = "lib.so lve"', 'model[0].name must be the full path of a function, such as "mylib.solve"'),
        (SOLVE + 'shap = "(n)->(n)"', "model[0]: unknown key 'shap'; did you mean 'shape'?"),
        (SOLVE + "shape = 1", "model[0].shape must be a string"),
        (SOLVE + 'saves = "a"', "model[0].saves must be an array of strings"),
        (SOLVE + "effects = [1]", "model[0].effects must be an array of strings"),
        (SOLVE + 'shape = "(n,(n)->(n)"', "model[0].shape is '(n,(n)->(n)': write it as \"(n,n),(n)->(n)\""),
        (SOLVE + 'shape = "(n),(n)"', "model[0].shape is '(n),(n)': write it as \"(n,n),(n)->(n)\""),
        (SOLVE + 'shape = "(n+1)->(n)"', "model[0].shape is '(n+1)->(n)': `n+1` is no name or integer"),
        (SOLVE + 'shape = "(n)->(k)"', "model[0].shape is '(n)->(k)': `k` is no size of an argument"),
        (SOLVE + 'shape = "(n)->(n**2)"', "model[0].shape is '(n)->(n**2)': `n**2` is no size"),
        (SOLVE + 'dtype = "f63"', "model[0].dtype is 'f63', which is no dtype; did you mean 'f64'?"),
        (SOLVE + 'saves = ["a"]', "model[0]: saves has no shape beside it, which says how large what is saved is"),
        (
            SOLVE + 'shape = "(n)->(n)"\nsaves = ["otu"]',
            "model[0].saves: 'otu' is none of a, out; did you mean 'out'?",
        ),
        (
            SOLVE + 'shape = "(n)->(n),()"\narguments = ["x"]\nsaves = ["out3"]',
            "model[0].saves: 'out3' is none of x, out, out1, out2; did you mean 'out'?",
        ),
        (
            SOLVE + 'shape = "(n)->(n)"\narguments = ["x", "y"]',
            "model[0].arguments has 2 names, and shape has 1 arguments",
        ),
        (
            SOLVE + 'effects = ["rgn"]',
            "model[0].effects: 'rgn' is none of rng, clock, send, recv, write NAME; did you mean 'rng'?",
        ),
        (SOLVE + 'shape = "(n)->()"\neffects = ["write z"]', "model[0].effects: 'write z' names none of a"),
    ],
)
def test_what_is_wrong_is_said_with_its_key(table: str, message: str) -> None:
    assert message in problems(table)


def test_what_is_right_is_known_by_the_path_of_the_function() -> None:
    table = 'arguments = ["A", "b"]\nsaves = ["A", "out"]\neffects = ["write b"]\ndtype = "float32"\n'
    settings, found = parse(f'[[model]]\n{SOLVE}shape = "(n, n),(n)->(2*n)"\n{table}', "adlint.toml")
    assert not found
    assert settings is not None
    model = Stated(
        "lib.solve", (("n", "n"), ("n",)), (("2*n",),), "f32", ("A", "b"), ("A", "out"), ("write b",)
    )  # fmt: skip
    assert by_path(settings.models) == {"lib.solve": model}
    assert model.writes == (1,)


def test_a_wrong_model_leaves_the_others_out() -> None:
    settings, found = parse('[[model]]\nname = "a.b"\n[[model]]\nname = "c"\n', "adlint.toml")
    assert len(found) == 1
    assert settings is not None
    assert settings.models == ()
