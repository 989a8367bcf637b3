# `make demo` shows Press 4; `make test` proves it. Both need Python 3.11 or newer and nothing else.
# Every path is relative, so that a checkout may lie in a folder with a space in its name.

PYTHON ?= python3
PY := .venv/bin/python
SETUP = PRESS4_GOAL=$@ "$(PYTHON)" scripts/setup.py

# The tests start their servers before Django may read its settings.
unexport DJANGO_SETTINGS_MODULE

help:  ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' Makefile

demo: python  ## install, start everything with a believable world, and print where to look (Ctrl-C ends it)
	@$(SETUP) requirements-demo.txt
	@exec $(PY) -m scripts.demo

demo-reset: python  ## forget the demo's data (of this PORT)
	@$(SETUP) requirements-demo.txt
	@$(PY) -m scripts.demo --reset

test: python  ## run the whole suite, in parallel; ARGS="-n0 tests/calls" chooses
	@$(SETUP) requirements-dev.txt
	$(PY) -m pytest -n auto $(ARGS)

check: python  ## lint, formatting, templates, types, migrations, deployment check, measures, architecture
	@$(SETUP) requirements-dev.txt
	@$(PY) -m scripts.check

types: python  ## check the types alone; what was checked before is kept in .mypy_cache
	@$(SETUP) requirements-dev.txt
	@$(PY) -m scripts.check --types

format: python  ## put Python and templates into the house's format
	@$(SETUP) requirements-dev.txt
	@$(PY) -m scripts.check --fix

messages: python  ## bring the catalogues of the other languages up to date with the texts of the code
	@$(SETUP) requirements-dev.txt
	@$(PY) -m scripts.messages $(ARGS)

bench: python  ## measure speed against the budgets
	@$(SETUP) requirements-dev.txt
	$(PY) -m tests.bench $(ARGS)

soak: python  ## run the long proofs: nothing lost, nothing twice
	@$(SETUP) requirements-dev.txt
	$(PY) -m pytest -m soak tests --ignore tests/soak/test_ring_all.py $(ARGS) || [ $$? -eq 5 ]
	$(PY) -m pytest -m soak -n auto tests/soak/test_ring_all.py $(ARGS) || [ $$? -eq 5 ]

screenshots: python  ## make the README's pictures with Chromium
	@$(SETUP) requirements-dev.txt
	$(PY) -m tests.screenshots $(ARGS)

requirements: python  ## lock requirements*.in again, with the newest versions that they allow
	@$(SETUP) requirements-dev.txt
	@for part in "" -demo -dev; do \
		$(PY) -m uv pip compile --quiet --universal --upgrade --generate-hashes --python-version 3.11 \
			--no-header --no-emit-index-url --output-file "requirements$$part.txt" "requirements$$part.in" || exit 1; \
	done

clean:  ## remove what the other targets made, except the demo's data
	@[ ! -x $(PY) ] || $(PY) -m scripts.clean
	rm -rf .venv staticfiles test-results bench-results .pytest_cache .ruff_cache .mypy_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

python:
	@command -v "$(PYTHON)" >/dev/null || { \
		echo "There is no $(PYTHON) here; Press 4 needs Python 3.11 or newer: make $(MAKECMDGOALS) PYTHON=python3.12"; exit 1; }

.DEFAULT_GOAL := help
.PHONY: help demo demo-reset test check types format messages bench soak screenshots requirements clean python
