"""What annotations say of arguments."""

from __future__ import annotations

import ast

import pytest

from adlint.answers.tape.inferred.annotations import kind_of
from adlint.answers.tape.inferred.kinds import Instance, Kind, Plain, Several, Shaped, Spread, Unclear
from adlint.answers.tape.inferred.texts import Text

ANY = (Spread(),)


@pytest.mark.parametrize(
    ("annotation", "kind"),
    [
        ('Float[Array, "n m"]', Shaped(("n", "m"))),
        ('jaxtyping.Float32[Tensor, "3 n"]', Shaped(("3", "n"), "f32")),
        ('Float64[np.ndarray, "dim=4 n+1 2*n"]', Shaped(("4", "n + 1", "2 * n"), "f64")),
        ('Float[Array, ""]', Shaped(())),
        ('Float[Array, "..."]', Shaped(ANY)),
        ('Float[Array, "... n"]', Shaped((Spread(), "n"))),
        ('Float[Array, "*batch #n _ ?k"]', Shaped((Spread("batch"), "n", "", "k"))),
        ('Int[Array, "n"]', Shaped(("n",), "int")),
        ('Bool[Array, "n"]', Shaped(("n",), "bool")),
        ('Float[Array, "{n}"]', Unclear()),
        ("npt.NDArray[np.float32]", Shaped(ANY, "f32")),
        ("np.ndarray[tuple[int, int], np.dtype[np.float32]]", Shaped(("", ""), "f32")),
        ("np.ndarray[tuple[int, ...], np.dtype[np.float64]]", Shaped(ANY, "f64")),
        ('NDArray[Shape["3, n"], Float64]', Shaped(("3", "n"), "f64")),
        ('Annotated[np.ndarray, "n m"]', Shaped(("n", "m"))),
        ('TensorType["batch", 3, -1]', Shaped(("batch", "3", ""))),
        ("np.ndarray", Shaped(ANY)),
        ("torch.Tensor", Shaped(ANY)),
        ("jax.Array | None", Shaped(ANY)),
        ("float | np.ndarray", Shaped(ANY)),
        ("Optional[int]", Plain("int")),
        ("'np.ndarray'", Shaped(ANY)),
        ('"Float[Array, \'n\']"', Shaped(("n",))),
        ("float", Plain("float")),
        ('tuple[Float[Array, "n"], int]', Several((Shaped(("n",)), Plain("int")))),
        ("tuple[float, ...]", Unclear()),
        ("list[float]", Unclear()),
        ("Callable[[float], float]", Unclear()),
        ("Config", Instance("Config")),
        ("Vector", Shaped(("n",))),
        ("1 + 1", Unclear()),
        ("'not python ('", Unclear()),
    ],
)
def test_annotations(annotation: str, kind: Kind) -> None:
    text = Text(ast.parse('Vector = Float[Array, "n"]\nEndless = Optional[Endless]\n'))
    assert kind_of(ast.parse(annotation, mode="eval").body, text.alias) == kind


def test_an_alias_of_itself_is_no_reason_to_hang() -> None:
    text = Text(ast.parse("A = Optional[A]\n"))
    assert kind_of(ast.parse("A", mode="eval").body, text.alias) == Unclear()
