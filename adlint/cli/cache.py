"""The findings of a run, kept beside the project until a file, a setting or adlint itself changes."""

from __future__ import annotations

import json
import os
import sys
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from msgspec import Struct, convert, to_builtins
from msgspec.structs import asdict, replace

from adlint import __version__
from adlint.answers.document import Report
from adlint.finding import Repair
from adlint.report.plain import finding_data, finding_of
from adlint.source import Source, read
from adlint.tape.recorded import Recorded

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from adlint.answers.document import Document
    from adlint.finding import Finding
    from adlint.settings import Settings

FOLDER = ".adlint_cache"
_TAG = "Signature: 8a477f597d28d172789f06886806bc55\n# What adlint found; it can be deleted.\n"
_MOST_RUNS = 64


class Cache(Struct, frozen=True):
    """Where the report of one run is kept, and the key that says whether it still holds."""

    folder: str
    file: str
    key: str

    @classmethod
    def of(cls, root: Path, documents: Sequence[Document], settings: Settings) -> Cache:
        """The place of a run: a file by what was asked, in it a key by what was read."""
        asked = _hash((repr(settings), *(document.path for document in documents)))
        key = _hash((*_tool(), repr(settings), *_contents(documents)))
        folder = os.path.join(root, FOLDER)
        return cls(folder, os.path.join(folder, f"{asked[:32]}.json"), key)

    def read(self, documents: Sequence[Document]) -> Report | None:
        """The report of a run that read the same; None if there is none, or it is damaged."""
        try:
            with open(self.file, encoding="utf-8") as file:
                data = json.load(file)
            if data["key"] != self.key:
                return None
            findings = tuple(map(_kept, data["findings"], data["repairs"]))
            tapes = tuple(Recorded(**tape) for tape in data["tapes"])
            return Report(findings, _sources(documents, findings), tuple(map(str, data["notes"])), (), tapes)
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return None

    def write(self, report: Report) -> None:
        """Keep the report, unless something went wrong in it or the folder cannot be written."""
        if report.internal_errors:
            return
        data = {
            "key": self.key,
            "notes": report.notes,
            "findings": [finding_data(finding) for finding in report.findings],
            "repairs": [to_builtins(finding.repair) for finding in report.findings],
            "tapes": [asdict(tape) for tape in report.tapes],
        }
        try:
            _prepare(self.folder)
            _replace(self.file, json.dumps(data))
        except OSError:
            return


def _kept(finding: dict[str, Any], repair: object) -> Finding:
    return replace(finding_of(finding), repair=None if repair is None else convert(repair, Repair))


def _hash(parts: Iterable[str | bytes]) -> str:
    whole = sha256()
    for part in parts:
        raw = part if isinstance(part, bytes) else part.encode("utf-8", "surrogatepass")
        whole.update(len(raw).to_bytes(8, "big"))
        whole.update(raw)
    return whole.hexdigest()


def _contents(documents: Sequence[Document]) -> Iterable[str | bytes]:
    for document in documents:
        yield from (document.path, document.module, str(document.is_package), document.content)


def _tool() -> tuple[str, ...]:
    """What made the report: version, interpreter, and adlint's own files, which may be under edit."""
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    stamps = sorted(_stamps(package))
    return (__version__, sys.version, *stamps)


def _stamps(folder: str) -> Iterable[str]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                if entry.name != "__pycache__":
                    yield from _stamps(entry.path)
            else:
                status = entry.stat()
                yield f"{entry.path} {status.st_mtime_ns} {status.st_size}"


def _sources(documents: Sequence[Document], findings: Sequence[Finding]) -> dict[str, Source]:
    """The texts that findings show."""
    paths = {at.path for finding in findings for at in (finding, *finding.related)}  # type: ignore[attr-defined]
    read_again = (read(document.path, document.content) for document in documents if document.path in paths)
    return {source.path: source for source in read_again if isinstance(source, Source)}


def _prepare(folder: str) -> None:
    os.makedirs(folder, exist_ok=True)
    for name, text in ((".gitignore", "*\n"), ("CACHEDIR.TAG", _TAG)):
        path = os.path.join(folder, name)
        if not os.path.exists(path):
            _replace(path, text)
    runs = [entry for entry in os.scandir(folder) if entry.name.endswith(".json")]
    runs.sort(key=lambda entry: entry.stat().st_mtime_ns)
    for entry in runs[: -_MOST_RUNS + 1]:
        os.unlink(entry.path)


def _replace(path: str, text: str) -> None:
    """Write the file in one step, so that another run never reads half of it."""
    partial = f"{path}.{os.getpid()}"
    with open(partial, "w", encoding="utf-8") as file:
        file.write(text)
    os.replace(partial, path)
