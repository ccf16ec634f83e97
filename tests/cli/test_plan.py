"""`adlint plan`: what it answers from cost trees and from source, what it writes, and what it says when it cannot."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import Any

import pytest

from adlint.cli import main
from tests.printed import Asking, Capture

answered, refused = Asking("plan").answered, Asking("plan").refused

# The lesson of a production ocean adjoint (Hascoët et al. 2024): a loop over levels, each of which would snapshot whole
# three-dimensional arrays where split mode tapes a level.
OCEAN: dict[str, Any] = {
    "entry": "main",
    "functions": {
        "main": {"body": [{"loop": {"trips": 20, "body": [{"call": "step", "id": "main:1", "snapshot": 40_000_000}]}}]},
        "step": {
            "body": [
                {"loop": {"trips": 36, "body": [{"call": "level", "id": "step:7", "snapshot": 8_000_000}]}},
                {"call": "solve", "id": "step:9", "snapshot": 4_000_000, "checkpointable": False},
            ]
        },
        "level": {"body": [{"segment": {"tape": 600_000, "time": 0.25}}]},
        "solve": {"body": [{"segment": {"tape": 90_000_000, "time": 3}}]},
    },
}

JAX = """\
import jax
import jax.numpy as jnp
from jax import lax


def step(u, nu):
    v = jnp.sin(u) * u
    return v + nu * jnp.roll(v, 1)


def loss(u, nu, steps):
    def body(c, _):
        return step(c, nu), None  # one step
    u, _ = lax.scan(body, u, None, length=steps)
    return jnp.sum(u * u)
"""

NOISY = """\
import numpy as np


def noisy(x):
    np.random.shuffle(x)
    return np.sin(x) * x


def loss(x):
    y = x * 2.0
    for _ in range(50):
        y = noisy(y * y) + y
    return y.sum()
"""


CLOSING = """\
import autograd.numpy as np


def make_step(k, dt):
    decay = np.exp(-dt)

    def step(x):
        force = np.tanh(np.dot(k, x))
        return decay * x + dt * force * np.cos(x)

    return step


def main(x, k, n):
    step = make_step(k, 0.1)
    for _ in range(n):
        x = step(x)
    return np.sum(np.sin(x))
"""


@pytest.fixture
def costs(tmp_path: Path) -> str:
    (tmp_path / "ocean.json").write_text(json.dumps(OCEAN))
    return str(tmp_path / "ocean.json")


@pytest.fixture
def source(tmp_path: Path) -> Path:
    (tmp_path / "model.py").write_text(JAX)
    return tmp_path / "model.py"


def test_the_loop_that_snapshots_whole_arrays_is_split_and_gains(capsys: Capture, costs: str) -> None:
    found = answered(capsys, "--costs", costs, "--max-recompute", "2")
    by_id = {one["id"]: one for one in found["sites"]}
    assert by_id["step:7"]["decision"] == "split"
    assert by_id["step:7"]["group"] == "gain"
    assert by_id["main:1"]["decision"] == "joint"
    assert by_id["main:1"]["group"] == "cost"
    assert by_id["step:9"]["decision"] == "forbidden"
    assert found["optimal"] is True
    assert found["plan"] == {"peak_bytes": 871_600_000, "recompute": 240, "time_factor": 2.0}
    assert found["lower_bound"] == {"peak_bytes": 871_600_000}


def test_memory_is_a_budget_and_the_front_leads_from_fast_to_small(capsys: Capture, costs: str) -> None:
    found = answered(capsys, "--costs", costs, "--memory", "3GB", "--pareto")
    assert found["mode"] == "memory"
    assert found["plan"]["recompute"] == 0
    assert found["lower_bound"] == {"recompute": 0}
    assert found["pareto"][0] == {"peak_bytes": 2_232_000_000, "recompute": 0}
    assert found["pareto"][-1] == {"peak_bytes": 871_600_000, "recompute": 240}
    assert max(height for _, height in found["curves"]["plan"]) == found["plan"]["peak_bytes"]


def test_a_budget_that_nothing_keeps_to_says_the_least_and_where(capsys: Capture, costs: str) -> None:
    problems = refused(capsys, "--costs", costs, "--memory", "100MB")
    assert "the lowest is 871600000 B" in problems
    assert "main -> step -> solve" in problems
    assert "it would be 570.3 MiB but for step:9: `checkpointable` is false in the cost file" in problems


def test_a_budget_that_nothing_keeps_to_says_which_lines_force_that(capsys: Capture, tmp_path: Path) -> None:
    file = tmp_path / "model.py"
    file.write_text(CLOSING)
    call = "main(f64[60], f64[60, 60], 12)"
    problems = refused(capsys, f"{file}::main", "--call", call, "--memory", "15kB", "--isolated")
    assert "the lowest is 23048 B" in problems
    assert f"it would be 6.6 KiB but for {file}:17: it reads what is not passed to it by position" in problems


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda d: d.update(entry="nothing"), "entry: there is no function 'nothing'"),
        (lambda d: d["functions"]["main"]["body"][0]["loop"].update(trips="n*m"), "`n*m` is neither a number"),
        (lambda d: d["functions"]["level"].update(body=[{"segment": {"tape": -1}}]), "tape: -1 is negative"),
        (lambda d: d["functions"]["level"].update(body=[{"segment": {}}]), "functions.level.body[0].segment: `tape`"),
        (lambda d: d["functions"]["level"].update(body=[{"jump": 1}]), "functions.level.body[0]: an item is"),
        (
            lambda d: d["functions"]["level"].update(body=[{"call": "main", "id": "x", "snapshot": 1}]),
            "call each other without end",
        ),
        (
            lambda d: d["functions"]["level"].update(body=[{"call": "deep", "id": "x", "snapshot": 1}]),
            "functions.level.body[0].call: there is no function 'deep'",
        ),
        (
            lambda d: d["functions"]["solve"].update(body=[{"call": "level", "id": "step:7", "snapshot": 1}]),
            "'step:7' is the id of functions.step.body[0].loop.body[0] already",
        ),
    ],
)
def test_what_is_wrong_with_a_cost_file_is_said_with_its_path(
    capsys: Capture, tmp_path: Path, change: Any, message: str
) -> None:
    document = json.loads(json.dumps(OCEAN))
    change(document)
    (tmp_path / "costs.json").write_text(json.dumps(document))
    assert message in refused(capsys, "--costs", str(tmp_path / "costs.json"))


@pytest.mark.parametrize(
    ("segment", "message"),
    [
        ('"tape": 1, "tape": 2', "functions.main.body[0].segment: `tape` stands twice in one object"),
        ('"tape": 1e999999999', ".segment.tape: 1e999999999 has too many digits"),
        ('"tape": 1, "time": 1e-999999999', ".segment.time: 1e-999999999 has too many digits"),
        ('"tape": ' + 5000 * "1", ".segment.tape: a number has too many digits"),
        ('"tape": NaN', "tape: NaN is no number"),
        ('"tape": 1, "time": NaN', ".segment.time: NaN is no number"),
        ('"tape": 1, "time": Infinity', ".segment.time: Infinity is no number"),
        ('"tape": ', "this is no JSON"),
    ],
)
def test_numbers_that_none_can_mean_are_refused(capsys: Capture, tmp_path: Path, segment: str, message: str) -> None:
    text = '{"entry": "main", "functions": {"main": {"body": [{"segment": {' + segment + "}}]}}}"
    (tmp_path / "costs.json").write_text(text)
    assert message in refused(capsys, "--costs", str(tmp_path / "costs.json"))


def test_a_trip_count_may_be_a_name(capsys: Capture, tmp_path: Path) -> None:
    document = json.loads(json.dumps(OCEAN))
    document["functions"]["main"]["body"][0]["loop"]["trips"] = "steps"
    (tmp_path / "costs.json").write_text(json.dumps(document))
    problems = refused(capsys, "--costs", str(tmp_path / "costs.json"))
    assert "functions.main.body[0].loop.trips: `steps` is a name: give it a number with --set steps=..." in problems
    found = answered(capsys, "--costs", str(tmp_path / "costs.json"), "--set", "steps=20", "--max-recompute", "2")
    assert found["plan"]["peak_bytes"] == 871_600_000


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "name a function"),
        (("--memory", "0"), "is not a positive size"),
        (("--memory", "many"), "is no size in bytes"),
        (("--max-recompute", "-1"), "is negative"),
        (("--max-recompute", "x"), "is no number"),
        (("--costs", "nowhere.json"), "nowhere.json: No such file"),
    ],
)
def test_usage(capsys: Capture, arguments: tuple[str, ...], message: str) -> None:
    assert message in refused(capsys, *arguments)


def test_a_loop_is_cut_where_the_budget_asks_for_it(capsys: Capture, source: Path) -> None:
    call = ("--call", "loss(f32[1000], f32[], 100)")
    found = answered(capsys, f"{source}::loss", *call, "--memory", "100kB")
    (loop,) = found["loops"]
    assert loop["line"] == 14
    assert "segments" in loop["schedule"]
    assert any("segments of equal lengths" in one for one in found["assumptions"])
    assert found["plan"]["peak_bytes"] <= 100_000
    free = answered(capsys, f"{source}::loss", *call, "--memory", "10MB")
    assert free["loops"][0]["schedule"] == "store-all"
    assert free["plan"]["recompute"] == 0
    assert free["tape_bytes"]["store_all"] == free["store_all"]["peak_bytes"]


def test_a_plan_of_a_file_says_what_else_is_differentiated_in_it(capsys: Capture, tmp_path: Path) -> None:
    body = "    return np.sum(np.sin(x) * x)\n"
    one, two = (f"# adlint: call(f64[10])\ndef {name}(x):\n{body}" for name in ("first", "second"))
    (tmp_path / "two.py").write_text(f"import numpy as np\n\n\n{one}\n\n{two}")
    found = answered(capsys, str(tmp_path / "two.py"))
    assert [gap for gap in found["unknown"] if "second(f64[10])" in gap]
    alone = answered(capsys, f"{tmp_path / 'two.py'}::second")
    assert not alone["unknown"]


def test_a_callee_named_like_a_piece_of_a_loop_is_told_and_written(capsys: Capture, source: Path) -> None:
    source.write_text(JAX.replace("loss", "segment"))
    call = (f"{source}::segment", "--call", "segment(f32[1000], f32[], 100)", "--memory", "90kB")
    found = answered(capsys, *call)
    assert [one["line"] for one in found["sites"] if one["decision"] == "joint"] == [13]
    assert main(["plan", *call]) == 0
    _, _, below = capsys.readouterr().out.partition("joint mode, that is checkpointed:\n")
    assert f"{source}:13" in below.partition("\n")[0]
    assert main(["plan", *call, "--diff"]) == 0
    assert "+        return jax.checkpoint(step)(c, nu), None" in capsys.readouterr().out


UNSEEN = """
import jax.numpy as jnp
import unseen

def loss(x):
    return jnp.sum(unseen.op(jnp.tanh(x)) * x)

def given(x):
    return unseen.op(jnp.tanh(x) * x)
"""


@pytest.mark.parametrize(("name", "line"), [("loss", 6), ("given", 9)])
def test_nothing_is_promised_where_something_that_is_kept_is_not_known(
    capsys: Capture, tmp_path: Path, name: str, line: int
) -> None:
    (tmp_path / "it.py").write_text(UNSEEN)
    call = (f"{tmp_path / 'it.py'}::{name}", "--call", f"{name}(f32[100])", "--memory", "1kB")
    found = answered(capsys, *call)
    assert (found["store_all"]["peak_bytes"], found["plan"]["peak_bytes"], found["optimal"], found["gap"]) == (
        None, None, False, None
    )  # fmt: skip
    assert found["lower_bound"] == {"recompute": None}
    assert found["unknown"] == [f"{tmp_path / 'it.py'}:{line}: no model of `unseen.op`"]
    assert main(["plan", *call]) == 0
    assert "peak at least" in capsys.readouterr().out


def test_a_model_of_other_programs_plans_nothing(capsys: Capture, source: Path) -> None:
    call = (f"{source}::loss", "--call", "loss(f32[1000], f32[], 100)", "--memory", "1kB")
    assert "this is the model of programs on arrays of numpy" in refused(capsys, *call, "--model", "source")


def test_a_size_that_the_call_has_not_is_noted(capsys: Capture, source: Path) -> None:
    call = (f"{source}::loss", "--call", "loss(f32[n], f32[], 100)", "--set", "n=10", "--memory", "1MB")
    assert main(["plan", *call]) == 0
    assert "note" not in capsys.readouterr().err
    assert main(["plan", *call, "--set", "m=3"]) == 0
    assert "note: no size of the call is called `m`: its names are n" in capsys.readouterr().err


def test_more_seconds_search_on(capsys: Capture, tmp_path: Path) -> None:
    """What the search was given is said, and how to go on where the plan is not proven to be the best."""
    random, body = Random(0), list[dict[str, Any]]()
    functions = {"main": {"body": body}}
    for number in range(1100):
        name, tape = f"f{number}", random.randint(100, 10**6)
        functions[name] = {"body": [{"segment": {"tape": tape, "time": random.randint(1, 10**6)}}]}
        body.append({"call": name, "id": f"s{number}", "snapshot": random.randint(1, tape)})
    costs = tmp_path / "costs.json"
    costs.write_text(json.dumps({"entry": "main", "functions": functions}))
    call = ("--costs", str(costs), "--max-recompute", "0.3")
    found = answered(capsys, *call)
    assert found["seconds"] == 5
    assert 0 < found["gap"] < 0.01
    assert main(["plan", *call]) == 0
    assert "; --seconds 20 searches on" in capsys.readouterr().out
    assert answered(capsys, *call, "--seconds", "0")["seconds"] == 0
    assert "is not a number of seconds" in refused(capsys, *call, "--seconds", "soon")


def test_symbols_have_to_be_numbers(capsys: Capture, source: Path) -> None:
    problems = refused(capsys, f"{source}::loss", "--call", "loss(f32[n], f32[], 100)")
    assert "--set n=..." in problems
    answered(capsys, f"{source}::loss", "--call", "loss(f32[n], f32[], 100)", "--set", "n=10")


MASKED = """
import numpy as np

def loss(x, solid, steps):
    for _ in range(steps):
        x = np.sin(x) * x
        x[solid] = x[solid] ** 2 * np.exp(x[solid])
    return x.sum()

def solved(x):
    while np.sum(x * x) > 1.0:
        x = np.sin(x) * x
    return x.sum()
"""


def test_sizes_that_depend_on_data_are_as_large_as_they_can_be(capsys: Capture, tmp_path: Path) -> None:
    (tmp_path / "it.py").write_text(MASKED)
    found = answered(capsys, f"{tmp_path / 'it.py'}::loss", "--call", "loss(f64[100], bool[100], 50)")
    assert any("depends on data" in one for one in found["assumptions"])
    (tmp_path / "every.py").write_text(MASKED.replace("[solid]", "[:]"))
    largest = answered(capsys, f"{tmp_path / 'every.py'}::loss", "--call", "loss(f64[100], bool[100], 50)")
    assert found["store_all"]["peak_bytes"] >= largest["store_all"]["peak_bytes"]
    reason = refused(capsys, f"{tmp_path / 'it.py'}::solved", "--call", "solved(f64[100])")
    assert "it.py:11" in reason
    assert "nothing bounds it" in reason


def test_a_plan_is_shown_as_a_difference_and_written(capsys: Capture, source: Path) -> None:
    call = ("--call", "loss(f32[1000], f32[], 100)")
    assert main(["plan", f"{source}::loss", *call, "--diff"]) == 0
    assert "+        return jax.checkpoint(step)(c, nu), None  # one step\n" in capsys.readouterr().out
    assert source.read_text() == JAX
    assert main(["plan", f"{source}::loss", *call, "--write"]) == 0
    assert source.read_text() == JAX.replace("return step(c, nu)", "return jax.checkpoint(step)(c, nu)")
    capsys.readouterr()
    again = answered(capsys, f"{source}::loss", *call)
    assert again["today"]["peak_bytes"] < again["store_all"]["peak_bytes"]


def test_what_is_not_reentrant_is_forbidden(capsys: Capture, tmp_path: Path) -> None:
    (tmp_path / "noisy.py").write_text(NOISY)
    found = answered(capsys, f"{tmp_path / 'noisy.py'}::loss", "--call", "loss(f64[100])")
    noisy = next(one for one in found["sites"] if one["callee"].endswith("noisy"))
    assert noisy["decision"] == "forbidden"
    assert "noisy.py:5" in noisy["why"]


DIRECTED = """\
import jax
import jax.numpy as jnp


# adlint: split
def inner(u):
    return jnp.sin(u) * u


# adlint: joint
@jax.jit
def outer(u):
    return jnp.tanh(inner(u)) * u


def loss(u, steps):
    # adlint: joint
    for _ in range(steps):
        u = outer(u) + inner(u)
        # adlint: joint
        u = inner(u)
    return jnp.sum(u * u)
"""


def test_directives_decide_over_a_call_over_a_loop_and_over_a_definition(capsys: Capture, tmp_path: Path) -> None:
    (tmp_path / "model.py").write_text(DIRECTED)
    found = answered(capsys, f"{tmp_path / 'model.py'}::loss", "--call", "loss(f32[1000], 100)")
    sites = {(one["line"], one["callee"]): one for one in found["sites"]}
    assert {place: one["decision"] for place, one in sites.items()} == {
        (13, "model.inner"): "forbidden",
        (18, "loop body"): "joint",
        (19, "model.outer"): "joint",
        (19, "model.inner"): "forbidden",
        (21, "model.inner"): "joint",
    }
    assert sites[19, "model.inner"]["why"] == "`# adlint: split` stands there"
    assert sites[21, "model.inner"]["why"] == "`# adlint: joint` stands there"
    without = DIRECTED.replace("# adlint: joint", "#").replace("# adlint: split", "#")
    (tmp_path / "model.py").write_text(without)
    free = answered(capsys, f"{tmp_path / 'model.py'}::loss", "--call", "loss(f32[1000], 100)")
    assert free["store_all"] == found["store_all"]
    assert free["plan"]["peak_bytes"] <= found["plan"]["peak_bytes"]


def test_what_is_not_reentrant_is_not_forced(capsys: Capture, tmp_path: Path) -> None:
    (tmp_path / "noisy.py").write_text(NOISY.replace("def noisy", "# adlint: joint\ndef noisy"))
    found = answered(capsys, f"{tmp_path / 'noisy.py'}::loss", "--call", "loss(f64[100])")
    noisy = next(one for one in found["sites"] if one["callee"].endswith("noisy"))
    assert noisy["decision"] == "forbidden"
    assert "it is not reentrant" in noisy["why"]


def test_growth_and_what_is_beyond_checkpointing_are_answered(capsys: Capture, source: Path) -> None:
    call = ("--call", "loss(f32[n], f32[], T)", "--set", "n=1000", "--set", "T=100")
    found = answered(capsys, f"{source}::loss", *call)
    (growth,) = found["growth"]
    assert growth["symbol"] == "T"
    assert growth["today"] is None
    assert growth["store_all"] == {"peak": "T", "recompute": "constant", "recompute_factor": "constant"}
    assert growth["plan"] == {"peak": "sqrt(T)", "recompute": "T", "recompute_factor": "constant"}
    assert {one["technique"] for one in found["beyond"]} == {"recompute"}
    assert all(0 < one["saved_bytes"] < found["store_all"]["peak_bytes"] for one in found["beyond"])
    assert {one["line"] for one in found["beyond"]} == {7}
    assert main(["plan", f"{source}::loss", *call]) == 0
    table = capsys.readouterr().out
    assert "growth with T:\n  store all  peak T, computed again constant\n" in table
    assert "  plan       peak √T, computed again T\n" in table
    assert "beyond checkpointing, each by itself:\n" in table


LEAPFROG = """\
import numpy as np


def loss(q, p, dt, steps):
    for _ in range(steps):
        p = p - dt * np.sin(q)
        q = q + dt * p
    return q.sum()
"""


def test_a_statement_that_can_be_undone_is_beyond_checkpointing(capsys: Capture, tmp_path: Path) -> None:
    (tmp_path / "leapfrog.py").write_text(LEAPFROG)
    call = ("--call", "loss(f64[1000], f64[1000], 0.1, T)", "--set", "T=50")
    found = answered(capsys, f"{tmp_path / 'leapfrog.py'}::loss", *call)
    (saving,) = [one for one in found["beyond"] if one["technique"] == "inversion"]
    assert saving["line"] == 7
    assert 8_000 * 49 <= saving["saved_bytes"] <= found["store_all"]["peak_bytes"]


def test_directives_are_the_placement_of_today_where_no_library_checkpoints(capsys: Capture, tmp_path: Path) -> None:
    text = "import numpy as np\n\n\ndef step(u):\n    v = np.sin(u) * u\n    return np.tanh(v) * v + u\n\n\n"
    text += "def loss(u, steps):\n    for _ in range(steps):\n        # adlint: joint\n        u = step(u)\n"
    text += "    return u.sum()\n"
    (tmp_path / "model.py").write_text(text)
    target, call = f"{tmp_path / 'model.py'}::loss", ("--call", "loss(f64[1000], T)", "--set", "T=100")
    found = answered(capsys, target, *call)
    assert found["today"]["peak_bytes"] < found["store_all"]["peak_bytes"]
    assert found["growth"][0]["today"]["peak"] == "T"
    (tmp_path / "model.py").write_text(text.replace("        # adlint: joint\n", ""))
    assert answered(capsys, target, *call)["today"] is None


CONVERGING = """
import numpy as np


def solved(x, p):
    change = 1.0
    while change > 1e-6:
        new = np.cos(p * x)
        change = np.linalg.norm(new - x)
        x = new
    return np.sum(x * x)
"""


def test_implicit_differentiation_saves_all_turns_but_the_last(capsys: Capture, tmp_path: Path) -> None:
    (tmp_path / "it.py").write_text(CONVERGING)
    target, call = f"{tmp_path / 'it.py'}::solved", ("--call", "solved(f64[100], f64[100])")
    symbol = refused(capsys, target, *call).partition("--set ")[2].partition("=")[0]
    kept = {}
    for turns in (1, 30):
        assert main(["plan", target, *call, "--set", f"{symbol}={turns}"]) == 0
        kept[turns] = capsys.readouterr().out
    assert "implicit differentiation" not in kept[1]
    assert "it iterates until it has converged: its last turn alone keeps" in kept[30]
