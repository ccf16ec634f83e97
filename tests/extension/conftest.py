"""The extension, built once in a copy of its folder."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

EXTENSION = Path(__file__).parents[2] / "vscode-extension"


def run(folder: Path, *command: str) -> None:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="session")
def packed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The extension's package; its bundle lies beside it in `dist`."""
    if shutil.which("npm") is None:
        missing = pytest.fail if os.environ.get("ADLINT_EDITORS") == "required" else pytest.skip
        missing("npm is not installed (Node.js 20 or later)")
    folder = tmp_path_factory.mktemp("extension") / "vscode-extension"
    shutil.copytree(EXTENSION, folder, ignore=shutil.ignore_patterns("node_modules", "dist", "*.vsix"))
    (folder.parent / "docs").mkdir()
    shutil.copy(EXTENSION.parent / "docs" / "adlint.schema.json", folder.parent / "docs")
    if (EXTENSION / "node_modules").is_dir():
        (folder / "node_modules").symlink_to(EXTENSION / "node_modules")
    else:
        run(folder, "npm", "ci", "--no-audit", "--no-fund")
    run(folder, "npm", "run", "package")
    (package,) = folder.glob("*.vsix")
    return package
