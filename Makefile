# Everything sets itself up: `make demo` and `make test` need Python 3.11 or newer and nothing else.
#   make PYTHON=/path/to/python3.12 test     with a Python of your choice
#   make REEDBED_SEED=42 test                other faults and examples than those of every run

SHELL := /bin/sh
BIN := .venv/bin
STEP := tools/step
READY := .venv/ready
# What lands is tested with the same faults and examples each time; `make soak` draws new ones.
REEDBED_SEED ?= 1

export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_NO_INPUT := 1
export PYTHONUTF8 := 1
# Where a container forbids bytecode, each of the hundreds of processes that tests start would compile the package again.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help demo test check static bench soak clients docs constraints clean
.DEFAULT_GOAL := help

help:
	@echo 'make demo         load real flights and weather, build views, damage a checkpoint and mend it'
	@echo 'make test         format, lint, types and import rules, then every test (what CI runs)'
	@echo 'make check        format, lint, types, import rules, architecture'
	@echo 'make bench        measure against named peers, in one run'
	@echo 'make soak         the fault tests at their full counts (hours)'
	@echo 'make clients      install and try more PostgreSQL clients (Java, Node, ODBC), and write the page of tested clients'
	@echo 'make docs         write docs/reference again from the code'
	@echo 'make constraints  resolve every dependency again and pin it in constraints.txt'
	@echo 'make clean        remove what make made, the virtual environment too'

# The stamp is written last: an interrupted set-up starts again, over what is there.
$(READY): pyproject.toml constraints.txt
	@python=$$(tools/find-python) || exit 1; \
	[ -x $(BIN)/python ] && $(BIN)/python -c 'import pip' 2>/dev/null \
	  || $(STEP) 'virtual environment' "$$python" -m venv --clear .venv || exit 1
	@$(STEP) 'build tools' $(BIN)/python -m pip install -q -c constraints.txt hatchling editables setuptools
	@$(STEP) 'dependencies' $(BIN)/python -m pip install -q -c constraints.txt --no-build-isolation -e '.[dev]'
	@touch $@

demo: $(READY)
	@$(BIN)/reedbed demo

test: static
	@REEDBED_SEED=$(REEDBED_SEED) $(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder --hypothesis-seed=$(REEDBED_SEED)

check: static
	@$(STEP) 'architecture' $(BIN)/python -m pytest -q tests/architecture

static: $(READY)
	@$(STEP) 'format' $(BIN)/ruff format --check .
	@$(STEP) 'lint' $(BIN)/ruff check .
	@$(STEP) 'types' $(BIN)/python tools/typecheck.py
	@$(STEP) 'import rules' $(BIN)/lint-imports

bench: $(READY)
	@for bench in benchmarks/bench_*.py; do $(BIN)/python $$bench || exit 1; done

soak: $(READY)
	@REEDBED_KILLS=200 REEDBED_CASES=1000 REEDBED_MESSAGES=1000000 REEDBED_RACES=200 $(BIN)/python -m pytest --timeout=0 \
	  tests/faults tests/properties tests/integration/served/test_races.py

clients: $(READY)
	@$(STEP) 'clients' tools/install-clients $(BIN)/python
	@$(STEP) 'tried' $(BIN)/python tools/clients.py

docs: $(READY)
	@$(STEP) 'reference' $(BIN)/python tools/reference.py

constraints:
	@python=$$(tools/find-python) && "$$python" tools/constraints.py

clean:
	rm -rf .venv .venv-peers .clients dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
