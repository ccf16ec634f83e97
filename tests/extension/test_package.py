"""The editor extension builds from its sources and packs into one small file that needs nothing else."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

EXTENSION = Path(__file__).parents[2] / "vscode-extension"
DOCS = EXTENSION.parent / "docs"


@pytest.fixture(scope="module")
def bundle(packed: Path) -> str:
    with zipfile.ZipFile(packed) as archive:
        return archive.read("extension/dist/extension.js").decode()


def test_the_package_holds_what_it_needs_and_no_more(packed):
    with zipfile.ZipFile(packed) as archive:
        assert archive.testzip() is None
        names = {name.removeprefix("extension/") for name in archive.namelist()}
    assert names == {
        "[Content_Types].xml",
        "extension.vsixmanifest",
        "LICENSE.txt",
        "package.json",
        "readme.md",
        "dist/adlint.schema.json",
        "dist/extension.js",
        "dist/pyproject.schema.json",
        "media/findings.md",
        "media/icon.png",
        "media/install.md",
        "media/plan.md",
        "media/report.md",
    }
    assert packed.stat().st_size <= 1 << 20


def test_the_bundle_loads_only_the_editor_and_node(bundle):
    required = set(re.findall(r"""\brequire\(["']([^"']+)["']\)""", bundle))
    node = {"assert", "child_process", "crypto", "events", "fs", "fs/promises", "net", "os", "path", "url", "util"}
    assert "vscode" in required
    assert {name.removeprefix("node:") for name in required} - node == {"vscode"}


def test_no_path_of_the_machine_that_built_it_is_in_the_bundle(packed, bundle):
    assert str(packed.parent) not in bundle
    assert str(EXTENSION) not in bundle


def test_the_bundle_has_every_command_and_reads_every_setting(bundle):
    contributes = json.loads((EXTENSION / "package.json").read_text())["contributes"]
    for command in contributes["commands"]:
        assert f'"{command["command"]}"' in bundle
    of_the_server = {"adlint.trace.server", "adlint.lint.select", "adlint.codeLens.enable", "adlint.inlayHints.enable"}
    for setting in set(contributes["configuration"]["properties"]) - of_the_server:
        assert f'"{setting.removeprefix("adlint.")}"' in bundle


def test_the_settings_that_name_a_program_are_restricted_in_untrusted_workspaces():
    manifest = json.loads((EXTENSION / "package.json").read_text())
    untrusted = manifest["capabilities"]["untrustedWorkspaces"]
    assert untrusted["supported"] == "limited"
    assert set(untrusted["restrictedConfigurations"]) == {"adlint.path", "adlint.interpreter", "adlint.args"}


def test_the_extension_and_the_package_have_one_version():
    manifest = json.loads((EXTENSION / "package.json").read_text())
    text = (EXTENSION.parent / "adlint" / "__init__.py").read_text()
    assert f'__version__ = "{manifest["version"]}"' in text


def test_the_lock_file_names_no_registry():
    packages = json.loads((EXTENSION / "package-lock.json").read_text())["packages"]
    assert not any("resolved" in package for package in packages.values())


def test_the_schema_of_adlint_toml_is_the_documented_one(packed):
    with zipfile.ZipFile(packed) as archive:
        packed_schema = json.loads(archive.read("extension/dist/adlint.schema.json"))
    assert packed_schema == json.loads((DOCS / "adlint.schema.json").read_text())


@pytest.mark.parametrize(
    ("name", "text", "wrong"),
    [
        ("adlint.toml", 'ignore = ["AD101"]\n[budget]\n"fit.loss" = "2GiB"\n', []),
        ("adlint.toml", "ignore = 3\n", ['3 is not of type "array"']),
        ("pyproject.toml", '[project]\nname = "fit"\n[tool.ruff]\nfix = true\n[tool.adlint]\nselect = ["AD1"]\n', []),
        ("pyproject.toml", "[tool.adlint]\nselect = 3\n", ['3 is not of type "array"']),
        ("pyproject.toml", '[tool.adlint]\nselects = ["AD1"]\n', ["'selects' was unexpected"]),
    ],
)
def test_an_editor_of_toml_checks_the_settings(packed, tmp_path, name, text, wrong):
    """By the program that stands behind the commonest one, on the schemas as they are packed."""
    manifest = json.loads((EXTENSION / "package.json").read_text())
    (url,) = (one["url"] for one in manifest["contributes"]["tomlValidation"] if one["fileMatch"] == name)
    with zipfile.ZipFile(packed) as archive:
        schema = Path(archive.extract(f"extension/{Path(url)}", tmp_path))
    (tmp_path / name).write_text(text)
    lint = [Path(sys.executable).with_name("taplo"), "lint", "--no-auto-config", "--schema", schema.as_uri(), name]
    done = subprocess.run(lint, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert bool(done.returncode) == bool(wrong), done.stderr
    assert all(words in done.stderr for words in wrong), done.stderr


def test_every_command_of_menus_and_walkthroughs_is_declared_and_every_picture_of_them_is_there():
    contributes = json.loads((EXTENSION / "package.json").read_text())["contributes"]
    declared = {command["command"] for command in contributes["commands"]}
    assert {item["command"] for menu in contributes["menus"].values() for item in menu} <= declared
    steps = [step for walkthrough in contributes["walkthroughs"] for step in walkthrough["steps"]]
    named = {name for step in steps for name in re.findall(r"command:(adlint\.\w+)", json.dumps(step))}
    assert named <= declared
    assert all((EXTENSION / step["media"]["markdown"]).is_file() for step in steps)


def test_the_pictures_of_the_readme_are_there_and_small():
    pictures = re.findall(r"!\[[^]]+\]\(([^)]+)\)", (EXTENSION / "README.md").read_text())
    assert pictures
    for picture in pictures:
        assert (EXTENSION / picture).stat().st_size <= 128 * 1024
