"""`adlint check`: exit codes, streams, options; the analysis is played by a stand-in."""

from __future__ import annotations

import io
import json
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from adlint.cli import main
from adlint.finding import Finding, Position, Range, Severity
from adlint.settings import Settings, is_selected
from adlint.source import Source, read
from adlint.workspace import Document, Report, Workspace


@dataclass
class Analysis:
    """Finds AD101 at every `open(`, an info AD903 at every `?`; fails at `raise`, and in part at `oops`."""

    runs: list[tuple[Document, ...]] = field(default_factory=list)
    settings: Settings = field(default_factory=Settings)

    def check(self, _self: Workspace, documents: object, settings: Settings, progress: object) -> Report:
        self.runs.append(tuple(documents))
        self.settings = settings
        sources = [read(d.path, d.content) for d in documents]
        texts = {s.path: s for s in sources if isinstance(s, Source)}
        errors = tuple(f"analysing {p}: oops" for p, s in texts.items() if "oops" in s.text)
        for path, source in texts.items():
            if "raise" in source.text:
                progress(f"analysing {path}", 0, 1)
                raise RuntimeError("a defect")
        findings = [f for s in texts.values() for f in _found(s)]
        chosen = [f for f in findings if is_selected(settings, f.code, f.name, f.path, f.severity)]
        return Report(tuple(chosen), texts, (), errors)


def _found(source: Source) -> list[Finding]:
    rules = (
        ("open(", "AD101", "open-without-close", Severity.WARNING),
        ("?", "AD903", "unresolved-call", Severity.INFO),
    )
    return [
        Finding(code, name, severity, "found", source.path, Range(Position(n, at + 1), Position(n, at + 2)))
        for n, line in enumerate(source.lines, 1)
        for mark, code, name, severity in rules
        if (at := line.find(mark)) >= 0 and "adlint: ignore" not in line
    ]


@pytest.fixture
def analysis(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Analysis:
    stand_in = Analysis()
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    monkeypatch.setattr(Workspace, "check", lambda self, d, s, p=lambda *_: None, _=None: stand_in.check(self, d, s, p))
    (tmp_path / "pyproject.toml").write_text("[tool.adlint]\n")
    (tmp_path / "bad.py").write_text("def f(p):\n    log = open(p)\n    return log\n")
    (tmp_path / "good.py").write_text("x = 1\n")
    return stand_in


Capture = pytest.CaptureFixture[str]


def test_findings_exit_with_1_and_stand_on_stdout(analysis: Analysis, capsys: Capture) -> None:
    assert main(["check", "--output-format", "concise"]) == 1
    out, err = capsys.readouterr()
    assert out == "bad.py:2:11: AD101 found\nFound 1 finding (1 warning) in 2 files.\n"
    assert err == ""


def test_a_clean_run_exits_with_0(analysis: Analysis, capsys: Capture) -> None:
    assert main(["check", "good.py"]) == 0
    assert capsys.readouterr() == ("All checks passed: no findings in 1 file.\n", "")


def test_exit_zero_hides_findings_but_no_failure(analysis: Analysis, capsys: Capture) -> None:
    assert main(["check", "--exit-zero"]) == 0
    assert "AD101" in capsys.readouterr().out
    assert main(["check", "--exit-zero", "bad.py", "nowhere.py"]) == 2


def test_a_named_file_that_is_missing_exits_with_2_and_the_others_are_checked(
    analysis: Analysis, capsys: Capture
) -> None:
    assert main(["check", "nowhere.py", "bad.py", "--output-format", "concise"]) == 2
    out, err = capsys.readouterr()
    assert err == "adlint: nowhere.py: No such file or directory\n"
    assert out.startswith("bad.py:2:11: AD101")


@pytest.mark.parametrize(("named", "status"), [(["good.py", "bad.py"], 2), ([], 1)])
def test_a_file_that_vanishes_is_told_of(
    analysis: Analysis, capsys: Capture, monkeypatch: pytest.MonkeyPatch, named: list[str], status: int
) -> None:
    from adlint.cli import check, reading

    def vanish(paths: object, settings: object) -> object:
        found = reading.search(paths, settings)
        Path("good.py").unlink()
        return found

    monkeypatch.setattr(check, "search", vanish)
    assert main(["check", *named]) == status
    assert capsys.readouterr().err == "adlint: good.py: No such file or directory\n"


def test_an_internal_error_is_a_sentence(analysis: Analysis, capsys: Capture) -> None:
    Path("worse.py").write_text("raise ValueError\n")
    assert main(["check", "worse.py"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    sentence = "adlint: internal error while checking worse.py, analysing worse.py: RuntimeError: a defect ("
    assert err.startswith(sentence)
    assert "report" in err
    assert "Traceback" not in err


def test_an_error_that_the_analysis_got_over_exits_with_2_after_the_findings(
    analysis: Analysis, capsys: Capture
) -> None:
    Path("odd.py").write_text("oops = 1\n")
    assert main(["check", "--output-format", "concise"]) == 2
    out, err = capsys.readouterr()
    assert out.startswith("bad.py:2:11: AD101")
    assert "internal error: analysing odd.py: oops" in err


def test_no_files_is_said(analysis: Analysis, capsys: Capture) -> None:
    Path("empty").mkdir()
    assert main(["check", "empty"]) == 0
    assert "no Python files found under empty" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["chek"],
        ["check", "--selct", "AD1"],
        ["check", "--output-format", "xml"],
        ["check", "-j", "0"],
        ["check", "-j", "x"],
        ["check", "--config", "a.toml", "--isolated"],
        ["check", "--add-ignore", " "],
        ["check", "--per-file-ignores", "AD101"],
        ["check", "-", "bad.py"],
        ["check", "--stdin-filename", "a.py", "bad.py"],
        ["check", "--watch", "-"],
        ["check", "--select", "AD12"],
        ["check", "--ignore", "open-without-clos"],
        ["check", "--config", "nowhere.toml"],
        ["check", "--statistics", "--output-format", "sarif"],
        ["check", "--baseline", "nowhere.json"],
        ["check", "--output-file", "nowhere/out.txt"],
        ["graph", "--root", "nowhere"],
        ["rule", "AD11"],
        ["config", "selct"],
        ["server", "--tcp", "localhost"],
    ],
)
def test_bad_usage_exits_with_2_and_says_why_on_stderr_alone(
    analysis: Analysis, capsys: Capture, arguments: list[str]
) -> None:
    assert main(arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err
    assert "Traceback" not in err
    assert "internal error" not in err


def test_unknown_codes_get_the_nearest(analysis: Analysis, capsys: Capture) -> None:
    assert main(["check", "--select", "AD1,open-without-clos"]) == 2
    assert capsys.readouterr().err == (
        "adlint: --select: unknown rule 'open-without-clos'; did you mean 'open-without-close'?\n"
    )


def test_a_configuration_problem_names_file_line_and_key(analysis: Analysis, capsys: Capture) -> None:
    Path("pyproject.toml").write_text("[tool.adlint]\nselct = []\n")
    assert main(["check"]) == 2
    wanted = r"pyproject\.toml:2: unknown key 'selct'; did you mean 'select'\?"
    assert re.search(wanted, capsys.readouterr().err)
    assert main(["check", "--isolated"]) == 1


def test_the_configuration_of_the_checked_folder_holds(analysis: Analysis, tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "adlint.toml").write_text('scope = "all"\nignore = ["AD101"]\n')
    (tmp_path / "sub" / "bad.py").write_text("open(p)\n")
    assert main(["check", "sub"]) == 0
    assert analysis.settings.scope == "all"
    assert main(["check", "sub", "bad.py"]) == 1
    assert main(["check", "--config", "sub/adlint.toml"]) == 0


def test_the_command_line_overrides_the_configuration(analysis: Analysis) -> None:
    Path("adlint.toml").write_text('ignore = ["AD101"]\nextend-select = ["AD106"]\n')
    assert main(["check"]) == 0
    assert main(["check", "--select", "AD101"]) == 1
    assert (analysis.settings.ignore, analysis.settings.extend_select) == ((), ())
    main(["check", "--ignore", "AD102, AD103", "--ignore", "AD104", "--scope", "numeric"])
    assert analysis.settings.ignore == ("AD101", "AD102", "AD103", "AD104")
    assert analysis.settings.scope == "numeric"
    main(["check", "--per-file-ignores", "a/*:AD101,AD102,b.py:AD1"])
    assert analysis.settings.per_file_ignores == (("a/*", ("AD101", "AD102")), ("b.py", ("AD1",)))


def test_infos_are_shown_on_request(analysis: Analysis, capsys: Capture) -> None:
    Path("good.py").write_text("x = f()  # ?\n")
    assert main(["check", "good.py"]) == 0
    assert main(["check", "good.py", "--extend-select", "AD9", "--no-cache"]) == 1
    assert "info[AD903]" in capsys.readouterr().out


def test_stdin_is_read_under_its_name(analysis: Analysis, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    for arguments in (["--stdin-filename", "sub/x.py", "-"], ["--stdin-filename", "sub/x.py"]):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("s = 'ü'; open(p)\n".encode())))
        assert main(["check", *arguments, "--output-format", "concise"]) == 1
        assert capsys.readouterr().out.startswith("sub/x.py:1:10: AD101")
    assert analysis.runs[-1][0].module == "x"
    assert not Path(".adlint_cache").exists()


def test_output_goes_to_a_file(analysis: Analysis, capsys: Capture) -> None:
    assert main(["check", "--output-file", "out.json", "--output-format", "json"]) == 1
    assert capsys.readouterr() == ("", "")
    assert json.loads(Path("out.json").read_text())["summary"]["findings"] == 1


@pytest.mark.parametrize("name", ["full", "concise", "json", "jsonl", "github", "gitlab", "sarif", "junit"])
def test_every_format_is_printed(analysis: Analysis, capsys: Capture, name: str) -> None:
    assert main(["check", "--output-format", name]) == 1
    assert "AD101" in capsys.readouterr().out


def test_statistics(analysis: Analysis, capsys: Capture) -> None:
    assert main(["check", "--statistics"]) == 1
    table = "1  AD101  open-without-close\n"
    assert capsys.readouterr().out == table + "Found 1 finding (1 warning) in 2 files.\n"
    assert main(["check", "--statistics", "--output-format", "json"]) == 1
    row = {"code": "AD101", "name": "open-without-close", "count": 1}
    assert json.loads(capsys.readouterr().out) == [row]


def test_show_files_and_settings_check_nothing(analysis: Analysis, capsys: Capture) -> None:
    assert main(["check", "--show-files"]) == 0
    assert capsys.readouterr().out == "bad.py\ngood.py\n"
    assert main(["check", "--show-settings", "--select", "AD1"]) == 0
    assert 'select = ["AD1"]\n' in capsys.readouterr().out
    assert analysis.runs == []


def test_many_threads_read_the_same(analysis: Analysis, capsys: Capture) -> None:
    assert main(["check", "--no-cache"]) == main(["check", "-j", "4", "--no-cache"])
    first, second = analysis.runs
    assert first == second


def test_colour_is_for_terminals_unless_told(
    analysis: Analysis, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    main(["check"])
    assert "\x1b[" not in capsys.readouterr().out
    monkeypatch.setenv("FORCE_COLOR", "1")
    main(["check"])
    assert "\x1b[" in capsys.readouterr().out
    monkeypatch.setenv("NO_COLOR", "1")
    main(["check"])
    assert "\x1b[" not in capsys.readouterr().out


# --- the cache ------------------------------------------------------------------------------------------


def test_the_cache_answers_as_the_analysis_did(analysis: Analysis, capsys: Capture) -> None:
    for _ in range(2):
        assert main(["check"]) == 1
    first, second = capsys.readouterr().out.split("Found")[:2]
    assert len(analysis.runs) == 1
    assert first.strip() == second.partition("\n")[2].strip()
    assert {p.name for p in Path(".adlint_cache").iterdir()} >= {".gitignore", "CACHEDIR.TAG"}


def test_the_cache_forgets_when_anything_changes(analysis: Analysis) -> None:
    main(["check"])
    Path("good.py").write_text("x = 2\n")
    main(["check"])
    main(["check", "--scope", "all"])
    main(["check", "good.py"])
    assert len(analysis.runs) == 4
    main(["check", "good.py"])
    assert len(analysis.runs) == 4
    main(["check", "good.py", "--no-cache"])
    assert len(analysis.runs) == 5


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"key": 1}', "[" * 100_000])
def test_a_damaged_cache_is_passed_over(analysis: Analysis, capsys: Capture, text: str) -> None:
    main(["check"])
    (entry,) = Path(".adlint_cache").glob("*.json")
    entry.write_text(text)
    assert main(["check"]) == 1
    assert len(analysis.runs) == 2
    assert capsys.readouterr().err == ""


def test_damaged_findings_in_the_cache_are_passed_over(analysis: Analysis) -> None:
    main(["check"])
    (entry,) = Path(".adlint_cache").glob("*.json")
    data = json.loads(entry.read_text())
    for broken in ({**data, "findings": [{}]}, {**data, "findings": 3}, {**data, "notes": None}):
        entry.write_text(json.dumps(broken))
        assert main(["check"]) == 1
    assert len(analysis.runs) == 4


def test_failed_runs_and_unwritable_folders_leave_no_cache(analysis: Analysis, capsys: Capture) -> None:
    Path("odd.py").write_text("oops = 1\n")
    main(["check"])
    assert not Path(".adlint_cache").exists()
    Path("odd.py").unlink()
    Path(".adlint_cache").write_text("in the way")
    assert main(["check"]) == 1


# --- known findings -------------------------------------------------------------------------------------


def test_a_baseline_holds_back_what_it_knows(analysis: Analysis, capsys: Capture) -> None:
    assert main(["check", "--baseline", "known.json", "--write-baseline"]) == 0
    assert capsys.readouterr() == ("", "adlint: wrote 1 finding to known.json\n")
    assert json.loads(Path("known.json").read_text())["version"] == 1
    assert main(["check", "--baseline", "known.json"]) == 0
    assert "1 finding held back by the baseline" in capsys.readouterr().out
    Path("bad.py").write_text("# moved\n\ndef f(p):\n    log  =  open(p)\n    return log\n")
    assert main(["check", "--baseline", "known.json"]) == 0
    Path("bad.py").write_text("def f(p):\n    log = open(p)\n    log = open(p)\n    other = open(p)\n")
    assert main(["check", "--baseline", "known.json", "--output-format", "json"]) == 1
    capsys.readouterr()
    main(["check", "--baseline", "known.json", "--output-format", "concise"])
    out = capsys.readouterr().out
    assert out.startswith("bad.py:3:11: AD101 found\nbad.py:4:13: AD101 found\nFound 2 findings")


def test_stale_entries_are_counted_where_files_were_checked(analysis: Analysis, capsys: Capture) -> None:
    Path("third.py").write_text("a = open(p)\n")
    main(["check", "--write-baseline"])
    Path("bad.py").write_text("x = 1\n")
    capsys.readouterr()
    assert main(["check", "--baseline", "adlint-baseline.json"]) == 0
    assert "1 entry of the baseline out of date" in capsys.readouterr().out
    main(["check", "--baseline", "adlint-baseline.json", "good.py"])
    assert "out of date" not in capsys.readouterr().out
    Path("third.py").unlink()
    main(["check", "--baseline", "adlint-baseline.json", "good.py"])
    assert "1 entry of the baseline out of date" in capsys.readouterr().out


def test_the_baseline_can_be_a_setting(analysis: Analysis, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "adlint.toml").write_text('baseline = "known.json"\n')
    assert main(["check", "--write-baseline"]) == 0
    (tmp_path / "sub").mkdir()
    monkeypatch.chdir(tmp_path / "sub")
    assert main(["check", ".."]) == 0


@pytest.mark.parametrize("text", ["", "[]", '{"version": 2, "findings": []}', '{"version": 1, "findings": [{}]}'])
def test_a_damaged_baseline_is_an_error(analysis: Analysis, capsys: Capture, text: str) -> None:
    Path("known.json").write_text(text)
    assert main(["check", "--baseline", "known.json"]) == 2
    assert "known.json" in capsys.readouterr().err


def test_add_ignore_writes_comments_that_silence(analysis: Analysis, capsys: Capture) -> None:
    Path("bad.py").write_bytes("s = 'ü'\r\nlog = open(p)\r\n".encode())
    assert main(["check", "--add-ignore", "closed by the caller"]) == 0
    assert capsys.readouterr().out == "Added ignores for 1 finding.\n"
    expected = "s = 'ü'\r\nlog = open(p)  # adlint: ignore[AD101] closed by the caller\r\n"
    assert Path("bad.py").read_bytes() == expected.encode()
    assert main(["check"]) == 0


def test_add_ignore_keeps_the_encoding(analysis: Analysis) -> None:
    text = "# -*- coding: latin-1 -*-\ns = 'ü'; open(p)\n"
    Path("bad.py").write_bytes(text.encode("latin-1"))
    Path("good.py").write_bytes(b"\xef\xbb\xbfopen(p)\n")
    assert main(["check", "--add-ignore", "why"]) == 0
    assert Path("bad.py").read_bytes().decode("latin-1").endswith("open(p)  # adlint: ignore[AD101] why\n")
    assert Path("good.py").read_bytes() == b"\xef\xbb\xbfopen(p)  # adlint: ignore[AD101] why\n"


def test_add_ignore_says_what_it_leaves(analysis: Analysis, capsys: Capture) -> None:
    Path("bad.py").write_text("open(p\n")
    assert main(["check", "--add-ignore", "why"]) == 2
    assert Path("bad.py").read_text() == "open(p\n"
    assert "1 finding left" in capsys.readouterr().err
