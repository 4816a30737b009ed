# make run    plan the province and say where the workbook is; its synthetic part is generated first
# make test   lint, format, types and tests; the programs that tests call are installed first where they
#             are missing, this is Debian or Ubuntu and root; elsewhere it says what to install
# make clean  remove the environment and caches; runs/ stays
#
# All that is needed is Python 3.11 or newer. PYTHON=python3.12 names one; SCENARIO=folder plans another.

SHELL := /bin/sh
.DEFAULT_GOAL := run
.PHONY: run test clean

PYTHON ?=
SCENARIO ?= scenarios/guangdong-2021
VENV := .venv
BIN := $(VENV)/bin
NEEDED := pyproject.toml constraints.txt

run: $(VENV)/.installed
	@$(BIN)/python -m pairmatch solve $(SCENARIO)

test: $(VENV)/.installed-dev
	@.ci/packages
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest -n 2
	$(BIN)/pytest -n 2 -m whole

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis dist *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/.installed: $(NEEDED) | $(BIN)/python
	@echo "Installing pairmatch into $(VENV) (once) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	@touch $@

$(VENV)/.installed-dev: $(NEEDED) | $(BIN)/python
	@echo "Installing pairmatch and its test tools into $(VENV) (once) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[dev]"
	@touch $@ $(VENV)/.installed

# The first of these that is new enough makes the environment. Python's own message is kept for the
# case that it cannot: some systems ship venv as a package of its own.
$(BIN)/python:
	@for python in $(or $(PYTHON),python3 python3.13 python3.12 python3.11); do \
	  if $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	    echo "Making $(VENV) with $$($$python --version) ..."; \
	    exec $$python -m venv --clear $(VENV); \
	  fi; \
	done; \
	echo "pairmatch needs Python 3.11 or newer. Found: $$($(or $(PYTHON),python3) --version 2>&1 || true)." >&2; \
	echo "Install one, or name it: make PYTHON=/path/to/python3.12" >&2; \
	exit 1
