# Two commands on a fresh clone: `make demo` and `make test`. Both set up what is missing.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.DEFAULT_GOAL := help
.PHONY: help demo check test test-slow bench clean

help:
	@echo "make demo       train, evaluate, export and predict on the embedded digits"
	@echo "make test       the test suite (COVERAGE= measures none, and takes a fifth less)"
	@echo "make test-slow  the long proofs"
	@echo "make check      formatting, lint, types, import laws"
	@echo "make clean      remove what these commands made"

# One environment; a stamp for each set of packages, renewed when pyproject.toml changes.
$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "huoyan needs Python 3.11 or newer; call: make PYTHON=python3.11")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.train: $(BIN)/python pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e ".[train]"
	@touch $@

$(VENV)/.dev: $(BIN)/python pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e ".[dev]"
	@touch $@ $(VENV)/.train

demo: $(VENV)/.train
	$(BIN)/python examples/demo.py

check: $(VENV)/.dev
	$(BIN)/ruff format --check src tests benchmarks examples
	$(BIN)/ruff check src tests benchmarks examples
	$(BIN)/mypy
	$(BIN)/lint-imports

# Each of the two has one thread, else they wait for each other; programs that tests start find the package
# compiled, also where Python was told to keep nothing compiled. What tests write lies in memory where 8 GB of it
# are free, since a disk keeps all waiting that is to be kept safely.
MEMORY := /dev/shm/huoyan-tests-$(shell id -u)
ROOMY := $(shell df -Pk /dev/shm 2>/dev/null | awk 'NR == 2 && $$4 > 8000000')
COVERAGE ?= --cov --cov-report=term
test: export OMP_NUM_THREADS = 1
test: export PYTHONDONTWRITEBYTECODE =
test: $(VENV)/.dev
	$(if $(ROOMY),mkdir -p -m 700 $(MEMORY) && TMPDIR=$(MEMORY) )$(BIN)/python -m pytest -n 2 --dist worksteal -m "not slow" $(COVERAGE) $(ARGS)

test-slow: $(VENV)/.dev
	$(BIN)/python -m pytest -m slow $(ARGS)

clean:
	rm -rf $(VENV) .npm runs .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage*
	rm -rf $(MEMORY)
