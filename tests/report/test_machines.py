"""The formats for machines."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from jsonschema import Draft7Validator
from samples import RICH, finding, shown, span

from adlint.finding import Severity
from adlint.report import render
from adlint.report.callgraph import render_graph
from adlint.report.fingerprint import fingerprint
from adlint.report.plain import finding_data, finding_of
from adlint.rules import registry
from adlint.settings import Settings
from adlint.source import Source

DATA = Path(__file__).parent.parent / "data"
NOTEBOOK = finding(path="nb.ipynb", cell=3, range=span(2, 1, 2, 2), function="")
ODD = finding(path="a b/ü%,:.py", message='50% of <a> & "b",\r\n: \x00 done')


def test_json_is_the_contract() -> None:
    document = json.loads(render("json", shown(RICH, notes=("a note",), known=3, stale=1)))
    assert document == {
        "version": 1,
        "findings": [
            {
                "code": "AD101",
                "name": "open-without-close",
                "severity": "error",
                "message": "the file stays open",
                "path": "pkg/run.py",
                "range": {"start": {"line": 4, "column": 8}, "end": {"line": 4, "column": 18}},
                "function": "solve",
                "related": [
                    {
                        "path": "pkg/run.py",
                        "range": {"start": {"line": 6, "column": 7}, "end": {"line": 6, "column": 23}},
                        "message": "called here, 100% of the time",
                    }
                ],
                "fix": {
                    "title": "close it",
                    "applicability": "safe",
                    "edits": [
                        {
                            "path": "pkg/run.py",
                            "range": {"start": {"line": 7, "column": 1}, "end": {"line": 7, "column": 1}},
                            "text": "\tlog.close()\n",
                        }
                    ],
                },
                "data": {"bytes": 8, "size": None, "name": "log"},
            }
        ],
        "summary": {
            "files": 2,
            "findings": 1,
            "error": 1,
            "warning": 0,
            "info": 0,
            "baseline": {"known": 3, "stale": 1},
            "notes": ["a note"],
        },
    }


def test_json_of_a_plain_finding_has_no_cell_and_a_null_fix() -> None:
    plain, cell = json.loads(render("json", shown(finding(), NOTEBOOK)))["findings"]
    assert "cell" not in plain
    assert plain["fix"] is None
    assert cell["cell"] == 3


def test_jsonl_is_the_same_objects() -> None:
    findings = (RICH, NOTEBOOK, ODD)
    lines = render("jsonl", shown(*findings)).split("\n")
    assert lines.pop() == ""
    assert [json.loads(line) for line in lines] == json.loads(render("json", shown(*findings)))["findings"]


@pytest.mark.parametrize("original", [RICH, NOTEBOOK, ODD])
def test_plain_data_gives_the_finding_back(original: object) -> None:
    assert finding_of(json.loads(json.dumps(finding_data(original)))) == original


def test_github_lines_are_escaped() -> None:
    assert render("github", shown(RICH, ODD, NOTEBOOK)).split("\n") == [
        (
            "::error title=adlint (AD101),file=pkg/run.py,line=4,endLine=4,col=8,endColumn=18"
            "::pkg/run.py:4:8: AD101 the file stays open"
        ),
        (
            "::warning title=adlint (AD101),file=a b/ü%25%2C%3A.py,line=4,endLine=4,col=8,endColumn=18"
            '::a b/ü%25,:.py:4:8: AD101 50%25 of <a> & "b",%0D%0A: \x00 done'
        ),
        "::warning title=adlint (AD101),file=nb.ipynb::nb.ipynb:cell 3:2:1: AD101 the file stays open",
        "",
    ]


def test_gitlab_fingerprints_differ_within_a_report() -> None:
    issues = json.loads(render("gitlab", shown(finding(), finding(), RICH)))
    assert len({issue["fingerprint"] for issue in issues}) == 3
    assert issues[0]["check_name"] == "AD101"
    assert [issue["severity"] for issue in issues] == ["minor", "minor", "major"]
    assert issues[0]["location"] == {"path": "pkg/run.py", "lines": {"begin": 4, "end": 4}}
    assert issues[0]["description"] == "AD101 open-without-close: the file stays open"
    assert json.loads(render("gitlab", shown())) == []


def test_junit_counts_and_escapes() -> None:
    root = ET.fromstring(render("junit", shown(ODD, RICH, finding())))
    assert (root.get("tests"), root.get("failures")) == ("3", "3")
    assert [(s.get("name"), s.get("tests")) for s in root] == [("a b/ü%,:.py", "1"), ("pkg/run.py", "2")]
    failures = root.findall("./testsuite/testcase/failure")
    assert "called here" in str(failures[1].text)
    assert failures[0].get("message") == '50% of <a> & "b",\r\n: \ufffd done'


def test_junit_of_a_clean_run_is_a_test_that_passes() -> None:
    root = ET.fromstring(render("junit", shown()))
    assert (root.get("tests"), root.get("failures")) == ("1", "0")
    assert len(root.findall("./testsuite/testcase")) == 1
    assert root.find(".//failure") is None


def sarif(*findings: object) -> dict:
    text = render("sarif", shown(*findings, rules=registry()))
    document = json.loads(text)
    schema = json.loads((DATA / "sarif-2.1.0-subset.schema.json").read_text())
    Draft7Validator.check_schema(schema)
    assert [error.message for error in Draft7Validator(schema).iter_errors(document)] == []
    return document["runs"][0]


def test_sarif_is_valid_and_tells_the_evidence() -> None:
    outside = finding(path="/else/where.py")
    run = sarif(RICH, NOTEBOOK, ODD, outside)
    first = run["results"][0]
    flow = first["codeFlows"][0]["threadFlows"][0]["locations"]
    lines = [step["location"]["physicalLocation"]["region"]["startLine"] for step in flow]
    assert lines == [4, 6]
    assert flow[1]["location"]["message"]["text"] == "called here, 100% of the time"
    assert first["level"] == "error"
    assert first["fixes"][0]["artifactChanges"][0]["replacements"][0]["insertedContent"]["text"] == "\tlog.close()\n"
    places = [result["locations"][0]["physicalLocation"]["artifactLocation"] for result in run["results"]]
    assert places[0] == {"uri": "pkg/run.py", "uriBaseId": "SRCROOT"}
    assert places[2] == {"uri": "a%20b/%C3%BC%25%2C%3A.py", "uriBaseId": "SRCROOT"}
    assert places[3] == {"uri": "file:///else/where.py"}
    assert "codeFlows" not in run["results"][1]
    assert run["results"][1]["locations"][0]["message"]["text"].startswith("cell 3: ")


def test_sarif_rules_are_described_once_and_pointed_to() -> None:
    run = sarif(finding(), finding(), finding(code="AD106", name="clock-read"))
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["AD101", "AD106"]
    assert all(rules[result["ruleIndex"]]["id"] == result["ruleId"] for result in run["results"])
    assert all(rule["help"]["text"] and rule["helpUri"] for rule in rules)
    prints = [result["partialFingerprints"]["adlint/v1"] for result in run["results"]]
    assert prints[0].endswith(":1")
    assert prints[1] == prints[0].removesuffix("1") + "2"


def test_sarif_of_a_clean_run_is_valid() -> None:
    assert sarif()["results"] == []


def test_the_fingerprint_ignores_line_numbers_and_layout() -> None:
    before = {"pkg/run.py": Source("pkg/run.py", "a = open(p)\n")}
    after = {"pkg/run.py": Source("pkg/run.py", "# more\n\n   a  =  open(p)\n")}
    there, here = finding(range=span(1, 5, 1, 12)), finding(range=span(3, 10, 3, 17))
    name = fingerprint(there, before, Settings())
    assert name == fingerprint(here, after, Settings())
    others = (
        fingerprint(finding(range=span(1, 5, 1, 12), code="AD102"), before, Settings()),
        fingerprint(finding(range=span(1, 5, 1, 12), function="other"), before, Settings()),
        fingerprint(there, {"pkg/run.py": Source("pkg/run.py", "b = open(p)\n")}, Settings()),
    )
    assert len({name, *others}) == 4


def test_the_fingerprint_does_not_depend_on_the_working_directory() -> None:
    source = Source("run.py", "a = open(p)\n")
    inside = Settings(root="/proj", base="/proj/pkg")
    outside = Settings(root="/proj", base="/tmp")
    at = span(1, 1, 1, 2)
    names = {
        fingerprint(finding(path="run.py", range=at), {"run.py": source}, inside),
        fingerprint(finding(path="/proj/pkg/run.py", range=at), {"/proj/pkg/run.py": source}, outside),
        fingerprint(finding(path="pkg/run.py", range=at), {"pkg/run.py": source}, Settings()),
    }
    assert len(names) == 1


GRAPH = {"m.f": ("numpy.sin", "<builtin>.len"), "m": ("m.f",), 'm.<lambda1>"': ()}


def test_graph_formats() -> None:
    assert json.loads(render_graph("json", GRAPH)) == {
        "m": ["m.f"],
        'm.<lambda1>"': [],
        "m.f": ["<builtin>.len", "numpy.sin"],
    }
    dot = render_graph("dot", GRAPH)
    assert '  "m.f" -> "numpy.sin";\n' in dot
    assert '  "m.<lambda1>\\"";\n' in dot
    mermaid = render_graph("mermaid", GRAPH)
    assert mermaid.startswith("flowchart LR\n")
    assert '["m.#lt;lambda1#gt;#quot;"]' in mermaid
    assert mermaid.count(" --> ") == 3


def test_graphml_is_read_back() -> None:
    networkx = pytest.importorskip("networkx")
    graph = networkx.parse_graphml(render_graph("graphml", GRAPH).partition("\n")[2])
    assert set(graph.edges) == {("m", "m.f"), ("m.f", "numpy.sin"), ("m.f", "<builtin>.len")}
    assert 'm.<lambda1>"' in graph.nodes


def test_severities_have_words_in_every_format() -> None:
    for severity in Severity:
        for name in ("full", "concise", "json", "jsonl", "github", "gitlab", "sarif", "junit"):
            assert render(name, shown(finding(severity=severity)))
