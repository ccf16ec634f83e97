# `make demo` shows findings, a tape and a plan; `make test` is what continuous integration runs. Nothing has to be installed
# beforehand but Python 3.11 or later; everything goes into .venv. Second runs install nothing.

PYTHON ?= python3
CORPUS ?= build/corpus
JOBS ?= 2
VENV := .venv
BIN := $(VENV)/bin

.PHONY: vsix e2e demo test lint types unit docs bench corpus recall labels sets-campaign edits-campaign lsp-campaign accuracy clean

demo: $(VENV)/.installed
	$(BIN)/adlint check --exit-zero examples/
	$(BIN)/adlint tape examples/scan_jax.py::cost
	$(BIN)/adlint plan examples/scan_jax.py::cost

test: lint types unit

lint: $(VENV)/.installed-test
	$(BIN)/ruff check .

types: $(VENV)/.installed-test
	$(BIN)/mypy --strict adlint

unit: $(VENV)/.installed-test
	$(BIN)/pytest -n $(JOBS) --dist loadfile

# The pages that are made from the code: rules, settings, the schema of the settings. Tests fail if they are stale.
docs: $(VENV)/.installed
	$(BIN)/python -m adlint.report.rule_pages docs/rules
	$(BIN)/adlint config --output-format markdown > docs/settings.md
	$(BIN)/adlint config --output-format schema > docs/adlint.schema.json

# What one small file costs, and how many of a hundred hazards, planted into real packages, are found (docs/planted.md).
bench: corpus
	$(BIN)/python benchmarks/startup.py
	$(BIN)/python benchmarks/planted.py --directory $(CORPUS)

# What adlint says about real packages, and at what cost (docs/real-input.md).
corpus: $(VENV)/.installed-test
	$(BIN)/python benchmarks/corpus.py --directory $(CORPUS)
	$(BIN)/python benchmarks/graphs.py --directory $(CORPUS)

# How many of the calls that really happen in packages, while their tests run, the graph has (docs/recall.md).
recall: $(VENV)/.installed-test
	$(BIN)/python benchmarks/recall.py --write
	$(BIN)/python benchmarks/recall.py --held-out --write

# What `adlint sets` says of functions whose verdict was found by reading them (docs/labels.md).
labels: $(VENV)/.installed-test
	$(BIN)/python benchmarks/labels.py --verdicts
	$(BIN)/python benchmarks/labels.py --verdicts --held-out

# Use and out sets of 20,000 generated programs, held to what happens when they run (tests/use_out/), and how much they
# say too much.
sets-campaign: $(VENV)/.installed-test
	cd tests && ../$(BIN)/python -m use_out.campaign 20000 --reduce
	cd tests && ../$(BIN)/python -m use_out.idioms 2000
	cd tests && ../$(BIN)/python -m use_out.classes 2000 0
	cd tests && ../$(BIN)/python -m use_out.precision

# Random edits of generated projects and of real packages, held to an analysis anew (tests/edits/).
edits-campaign: $(VENV)/.installed-test
	cd tests && PYTHONPATH=.. ../$(BIN)/python -m edits.campaign 200
	cd tests && PYTHONPATH=.. ../$(BIN)/python -m edits.campaign 12 --package pluggy --package optax

# Ten thousand random edits in an editor, held to a fresh check of the text (tests/server/fuzz.py).
lsp-campaign: $(VENV)/.installed-test
	$(BIN)/python tests/server/fuzz.py 10000 0

# Tapes held to what frameworks keep (docs/accuracy.md), and random programs of each.
accuracy: $(VENV)/.installed-test
	$(BIN)/python benchmarks/accuracy.py --write
	$(BIN)/python benchmarks/cold.py
	$(BIN)/python -m tests.tape.jax.generated 2000 0
	$(BIN)/python -m tests.tape.torch.generated 2000 0
	cd tests && PYTHONPATH=.. ../$(BIN)/python -m tape.numpy.test_generated 0 2000
	cd tests && PYTHONPATH=.. ../$(BIN)/python -m tape.numpy.test_autograd 0 2000
	cd tests && PYTHONPATH=.. ../$(BIN)/python -m tape.numpy.test_truth 0 3000
	cd tests && PYTHONPATH=.. ../$(BIN)/python -m tape.numpy.test_formulas 0 1000
	cd tests && PYTHONPATH=.. ../$(BIN)/python -m tape.numpy.test_minimum 0 1500

# The extension for VS Code. Node.js 20 or later.
vsix: vscode-extension/node_modules/.installed
	rm -f vscode-extension/*.vsix
	cd vscode-extension && npm run package

# The extension in a real editor: code-server, and the distribution's chromium looking at it. Beside `make test`, because it
# needs these (and ripgrep, g++), and a minute to build code-server once; .ci/run installs them and runs it. With
# ADLINT_PICTURES=../docs/editor it makes the pictures of the manual anew.
e2e: $(VENV)/.installed vsix build/code-server/.installed
	cd vscode-extension && npm run e2e

vscode-extension/node_modules/.installed: vscode-extension/package-lock.json
	cd vscode-extension && npm ci --no-audit --no-fund
	touch $@

build/code-server/.installed: vscode-extension/test/install.sh
	$< build/code-server
	touch $@

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --editable .
	$(BIN)/python -m compileall -q adlint
	touch $@

$(VENV)/.installed-test: pyproject.toml $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --editable '.[test]'
	touch $@

clean:
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis .adlint_cache
