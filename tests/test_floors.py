"""The floors hold: who imports whom, who may see libcst and pygls, what `check` loads, how long files are."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "adlint"
FLOORS = (
    ("source", "memo", "symbolic", "deep", "directives", "failures", "bytesize"),
    ("ir", "lower", "printer", "models", "sections", "shapes", "trace"),
    ("interpret", "analysis", "storage", "evaluate", "frameworks"),
    ("checkpoint", "differentiated", "placement", "schedules", "tape"),
    ("rules", "finding", "fixes"),
    ("settings", "answers", "workspace"),
    ("report", "cli", "server", "project"),
    ("__main__",),
)
FLOOR = {part: number for number, parts in enumerate(FLOORS) for part in parts}
FACES = {"report": set(), "project": set(), "cli": {"report", "project"}, "server": {"report", "project"}}
STARTS_THE_SERVER = PACKAGE / "cli" / "server.py"
REGISTRY = PACKAGE / "rules" / "__init__.py"
OWNER = {"highspy": "placement", "numpy": "placement", "libcst": "fixes", "pygls": "server", "lsprotocol": "server"}
RUNS = {"exec", "eval", "__import__", "builtins.exec", "builtins.eval"}
LOADS = {"import_module", "exec_module", "load_module", "run_module", "run_path"}
FILES = sorted(PACKAGE.rglob("*.py"))


def part_of(file: Path) -> str:
    """The part of the package that a file belongs to: `cli` for adlint/cli/watch.py and for adlint/cli.py."""
    return file.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(file: Path) -> list[str]:
    """Dotted names of all imports in a file, wherever they stand; relative ones made absolute."""
    package = ["adlint", *file.relative_to(PACKAGE).parent.parts]
    found = []
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*base, *filter(None, [node.module])])
            found += [f"{module}.{alias.name}" for alias in node.names]
    return found


def allowed(importer: str, imported: str) -> bool:
    """Whether a part may import another: lower floors, itself, and for the faces what FACES says."""
    if importer in FACES and imported in FACES:
        return imported == importer or imported in FACES[importer]
    if importer == imported or FLOOR[imported] < FLOOR[importer]:
        return True
    return FLOOR[imported] == FLOOR[importer]


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.relative_to(ROOT).as_posix())
def test_a_floor_imports_only_itself_and_lower_floors(file: Path) -> None:
    importer = part_of(file)
    if importer == "__init__":
        assert not imports(file), "adlint/__init__.py imports nothing, so that `adlint check` starts quickly"
        return
    parts = {name.split(".")[1] for name in imports(file) if name.startswith("adlint.")} - {"__version__"}
    assert importer in FLOOR, f"{importer} has no floor"
    if file == STARTS_THE_SERVER:
        parts.discard("server")
    assert [part for part in sorted(parts) if not allowed(importer, part)] == []


@pytest.mark.parametrize("library", OWNER)
def test_one_part_alone_imports_a_heavy_library(library: str) -> None:
    importers = {part_of(file) for file in FILES for name in imports(file) if name.split(".")[0] == library}
    assert importers <= {OWNER[library]}


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.relative_to(ROOT).as_posix())
def test_nothing_runs_or_imports_code_by_name(file: Path) -> None:
    nodes = ast.walk(ast.parse(file.read_text(encoding="utf-8")))
    called = {ast.unparse(node.func) for node in nodes if isinstance(node, ast.Call)}
    suspects = {name for name in called if name in RUNS or name.rpartition(".")[2] in LOADS}
    if file == REGISTRY:
        suspects.discard("import_module")
    assert suspects == set()


def test_the_registry_imports_rules_and_nothing_else() -> None:
    nodes = ast.walk(ast.parse(REGISTRY.read_text(encoding="utf-8")))
    calls = [ast.unparse(node) for node in nodes if isinstance(node, ast.Call)]
    loads = [call for call in calls if call.startswith("import_module")]
    assert loads
    assert all(call.startswith("import_module(f'adlint.rules.{") for call in loads)


def test_the_command_line_loads_the_server_only_to_start_it() -> None:
    body = ast.parse(STARTS_THE_SERVER.read_text(encoding="utf-8")).body
    at_once = [ast.unparse(node) for node in body if isinstance(node, ast.Import | ast.ImportFrom)]
    assert "adlint.server.serve" in imports(STARTS_THE_SERVER)
    assert [line for line in at_once if "adlint.server" in line] == []


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.relative_to(ROOT).as_posix())
def test_files_stay_short(file: Path) -> None:
    assert len(file.read_text(encoding="utf-8").splitlines()) <= 400


def test_check_loads_no_heavy_library(tmp_path: Path) -> None:
    (tmp_path / "small.py").write_text("import numpy as np\n\n\ndef f(x):\n    return np.sin(x) * x\n")
    program = (
        "import sys\n"
        "from adlint.cli import main\n"
        "status = main(['check', '--isolated', '--no-cache', 'small.py'])\n"
        "heavy = {'pygls', 'lsprotocol', 'numpy', 'libcst'} & set(sys.modules)\n"
        "print(status, sorted(heavy), 'adlint.workspace' in sys.modules)\n"
    )
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=120)
    assert done.stdout.splitlines()[-1:] == ["0 [] True"], done.stderr
