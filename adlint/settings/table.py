"""The table of settings: parsing, `adlint config`, the JSON schema and docs/settings.md read it."""

from __future__ import annotations

from enum import Enum
from typing import Annotated

from msgspec import Struct
from msgspec.structs import fields

from adlint.tape.recorded import Recorded

SCOPES = ("auto", "differentiated", "numeric", "all")
FORMATS = ("full", "concise", "json", "jsonl", "github", "gitlab", "sarif", "junit")
EXCLUDED = (
    ".bzr", ".direnv", ".eggs", ".git", ".git-rewrite", ".hg", ".ipynb_checkpoints", ".mypy_cache", ".nox",
    ".pants.d", ".pyenv", ".pytest_cache", ".pytype", ".ruff_cache", ".svn", ".tox", ".venv", ".vscode",
    "__pypackages__", "__pycache__", ".adlint_cache", "_build", "buck-out", "build", "dist", "node_modules",
    "site-packages", "venv",
)  # fmt: skip


class Kind(Enum):
    """What a setting holds; the value names it for people."""

    BOOLEAN = "true or false"
    CHOICE = "one of several strings"
    STRING = "a string"
    STRINGS = "an array of strings"
    CODES = "an array of codes, prefixes of codes, or names of rules"
    CODES_BY_GLOB = "a table from a glob to an array of codes"
    SIZES = "a table from a function to a size in bytes, such as 2GiB"
    ENTRIES = 'an array of tables with the key "call"'
    MODELS = 'an array of tables with at least the key "name"'


class Problem(Struct, frozen=True):
    """Why a configuration cannot be used: the file, the 1-based line if it is known, and what is wrong."""

    path: str
    line: int | None
    message: str

    def __str__(self) -> str:
        """The problem as compilers write it."""
        return f"{self.path}:{self.line}: {self.message}" if self.line else f"{self.path}: {self.message}"


class About(Struct, frozen=True):
    """What is to be known of a setting beside its type and default."""

    name: str
    kind: Kind
    documentation: str
    example: str
    choices: tuple[str, ...] = ()


class Setting(Struct, frozen=True):
    """One key of the configuration. `field` is its attribute in `Settings`."""

    name: str
    field: str
    kind: Kind
    default: object
    documentation: str
    example: str
    choices: tuple[str, ...] = ()


class Settings(Struct, frozen=True):
    """What a run is asked to do.

    `select`, `extend_select` and `ignore` hold codes or prefixes of codes (`AD1`), or names of rules.
    `per_file_ignores` holds (glob, codes). `scope` is "auto", "differentiated", "numeric" or "all".
    `entries` holds differentiation entries: `pkg.mod:function` with an optional call; `budgets` bytes by
    `pkg.mod:function`. `models` holds tables
    as tuples of (key, value), arrays as tuples. `root` is the absolute folder of the project, and `base` the
    one that relative paths of documents start from; both are "" where paths are relative to the project. `tapes` are
    those that a baseline has recorded.
    """

    select: Annotated[
        tuple[str, ...],
        About(
            "select", Kind.CODES,
            "The rules to report. Rules of severity info are reported only if named by more than `AD`.",
            'select = ["AD1", "hidden-random-state"]',
        ),
    ] = ("AD",)  # fmt: skip
    extend_select: Annotated[
        tuple[str, ...],
        About(
            "extend-select", Kind.CODES,
            "Rules to report beside those of `select`.",
            'extend-select = ["AD903"]',
        ),
    ] = ()  # fmt: skip
    ignore: Annotated[
        tuple[str, ...],
        About(
            "ignore", Kind.CODES,
            "Rules not to report. Where `select` and `ignore` both match a rule, the longer match wins.",
            'ignore = ["AD106"]',
        ),
    ] = ()  # fmt: skip
    per_file_ignores: Annotated[
        tuple[tuple[str, tuple[str, ...]], ...],
        About(
            "per-file-ignores", Kind.CODES_BY_GLOB,
            "Rules not to report in files whose path or name, relative to the configuration, matches a glob.",
            'per-file-ignores = { "tests/*" = ["AD1"], "__init__.py" = ["AD105"] }',
        ),
    ] = ()  # fmt: skip
    scope: Annotated[
        str,
        About(
            "scope", Kind.CHOICE,
            "The code that findings may be about: reachable from a differentiation entry, numerical, or all; "
            "`auto` is `differentiated` where there is an entry and `numeric` where there is none.",
            'scope = "differentiated"', SCOPES,
        ),
    ] = "auto"  # fmt: skip
    entries: Annotated[
        tuple[str, ...],
        About(
            "entry", Kind.ENTRIES,
            "Where differentiation begins in programs that do not say so: a function, or a call of one.",
            '[[tool.adlint.entry]]\ncall = "pkg.mod:loss(x=f64[n, m], steps=100)"',
        ),
    ] = ()  # fmt: skip
    budgets: Annotated[
        tuple[tuple[str, int], ...],
        About(
            "budget", Kind.SIZES,
            "How large the tapes of entries may be: an entry with a larger one is reported (AD201).",
            'budget = { "pkg.mod:loss" = "2GiB" }',
        ),
    ] = ()  # fmt: skip
    exclude: Annotated[
        tuple[str, ...],
        About(
            "exclude", Kind.STRINGS,
            "Globs of files and folders that are not searched; files named on the command line are checked.",
            'exclude = ["third_party", "docs/*.py"]',
        ),
    ] = EXCLUDED  # fmt: skip
    extend_exclude: Annotated[
        tuple[str, ...],
        About(
            "extend-exclude", Kind.STRINGS,
            "Globs of files and folders that are not searched, beside those of `exclude`.",
            'extend-exclude = ["tests/data"]',
        ),
    ] = ()  # fmt: skip
    include: Annotated[
        tuple[str, ...],
        About(
            "include", Kind.STRINGS,
            "Globs of the files that are checked in the folders that are searched.",
            'include = ["*.py"]',
        ),
    ] = ("*.py", "*.ipynb")  # fmt: skip
    respect_gitignore: Annotated[
        bool,
        About(
            "respect-gitignore", Kind.BOOLEAN,
            "Whether what `.gitignore` files name is left out, unless it is a folder that is named to be searched.",
            "respect-gitignore = false",
        ),
    ] = True  # fmt: skip
    output_format: Annotated[
        str,
        About(
            "output-format", Kind.CHOICE,
            "How findings are printed.",
            'output-format = "concise"', FORMATS,
        ),
    ] = "full"  # fmt: skip
    baseline: Annotated[
        str,
        About(
            "baseline", Kind.STRING,
            "The file of findings that are known and not reported, and of tapes that entries are compared with "
            "(AD202), relative to the configuration.",
            'baseline = "adlint-baseline.json"',
        ),
    ] = ""  # fmt: skip
    python: Annotated[
        str,
        About(
            "python", Kind.STRING,
            "The environment whose installed packages are read. Not used yet: installed packages are not read.",
            'python = ".venv"',
        ),
    ] = ""  # fmt: skip
    models: Annotated[
        tuple[tuple[tuple[str, object], ...], ...],
        About(
            "model", Kind.MODELS,
            "What is known of a function that cannot be read, such as one of a compiled extension. `name` is its "
            "full path. `shape` has one parenthesis for each argument that is an array, and for each result; axes in "
            "front of these are broadcast. `dtype` is that of results (default: that of the arguments), `arguments` "
            "the names of the arguments (default: a, b, ...). `saves` are the arguments and results (`out`, of several "
            "`out1`, `out2`, ...) that are kept for the reverse sweep. `effects` are what it does beside: `rng`, "
            "`clock`, `send`, `recv`, and `write NAME` for an argument that it writes; nothing if the array is empty, "
            "not known if it is not there.",
            '[[tool.adlint.model]]\nname = "mylib.solve"\nshape = "(n,n),(n)->(n)"\n'
            'saves = ["a", "out"]\neffects = []',
        ),
    ] = ()  # fmt: skip
    root: str = ""
    base: str = ""
    tapes: tuple[Recorded, ...] = ()


def table() -> tuple[Setting, ...]:
    """All settings in the order of the documentation."""
    return tuple(
        Setting(about.name, f.name, about.kind, f.default, about.documentation, about.example, about.choices)
        for f in fields(Settings)
        for about in getattr(f.type, "__metadata__", ())
    )
