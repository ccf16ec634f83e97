"""What the command line says of the project and its settings, over what the configuration says."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from adlint.cli.failure import Failure
from adlint.project.configuration import Configuration, configuration, isolated, known_rules, load
from adlint.settings import Problem

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterable, Sequence

    from adlint.settings import Settings


def configured(arguments: Namespace, paths: Sequence[str]) -> Configuration:
    """The configuration for these paths: as given, none, or the nearest upwards of what holds all of them."""
    if arguments.config is not None:
        found = load(Path(arguments.config))
    else:
        found = (isolated if arguments.isolated else configuration)(_common(paths))
    base = Path.cwd().as_posix()
    return replace(found, settings=replace(found.settings, base=base))


def settings_for(arguments: Namespace, file: str) -> Settings:
    """The settings that hold for a file. Failure, with the keys, where the configuration is wrong."""
    found = configured(arguments, (file,))
    if found.problems:
        raise Failure("\n".join(map(str, found.problems)))
    return found.settings


def overridden(found: Configuration, arguments: Namespace) -> Configuration:
    """The configuration with the options of `check` over it. `--select` sets aside what the file selects."""
    settings = found.settings
    if arguments.select is not None:
        settings = replace(settings, select=tuple(arguments.select), extend_select=(), ignore=())
    settings = replace(
        settings,
        extend_select=(*settings.extend_select, *(arguments.extend_select or ())),
        ignore=(*settings.ignore, *(arguments.ignore or ())),
        per_file_ignores=(*settings.per_file_ignores, *(arguments.per_file_ignores or ())),
        scope=arguments.scope or settings.scope,
        output_format=arguments.output_format or settings.output_format,
    )
    return replace(found, settings=settings, problems=(*found.problems, *_unknown(arguments)))


def baseline_file(arguments: Namespace, settings: Settings) -> str | None:
    """The baseline: the option, the setting below the project, or the default if one is to be written."""
    if arguments.baseline is not None:
        return str(arguments.baseline)
    if settings.baseline:
        return os.path.join(settings.root, settings.baseline)
    return "adlint-baseline.json" if arguments.write_baseline else None


def compared(found: Configuration, arguments: Namespace) -> Configuration:
    """The configuration with the tapes that the baseline has recorded, unless it is to be written anew."""
    file = baseline_file(arguments, found.settings)
    if file is None or arguments.write_baseline:
        return found
    from adlint.project.baseline import read_tapes

    return replace(found, settings=replace(found.settings, tapes=read_tapes(file)))


def _unknown(arguments: Namespace) -> tuple[Problem, ...]:
    per_file = [code for _, codes in arguments.per_file_ignores or () for code in codes]
    options = {
        "--select": arguments.select,
        "--extend-select": arguments.extend_select,
        "--ignore": arguments.ignore,
        "--per-file-ignores": per_file,
    }
    return tuple(p for option, codes in options.items() if codes for p in _problems(option, codes))


def _problems(option: str, codes: Iterable[str]) -> tuple[Problem, ...]:
    from adlint.settings.values import unknown_selectors

    return tuple(Problem(option, None, message) for message in unknown_selectors(codes, known_rules()))


def _common(paths: Sequence[str]) -> Path:
    """The innermost folder that holds all the paths."""
    folders = [_folder(os.path.abspath(path)) for path in paths]
    try:
        return Path(os.path.commonpath(folders))
    except ValueError:  # on several drives
        return Path.cwd()


def _folder(path: str) -> str:
    return path if os.path.isdir(path) else os.path.dirname(path)
