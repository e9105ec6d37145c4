# The only list of commands; pre-commit and CI call it. `make` lists the targets.
.DEFAULT_GOAL := help
SHELL := /bin/bash
# Images set it to stay small; each process would compile anew whatever it imports.
unexport PYTHONDONTWRITEBYTECODE
TOOLS := .tools
UV := $(shell command -v uv || echo $(TOOLS)/bin/uv)
RUN := $(UV) run --frozen
DEMO := demo
# A module's tests stay in one process and in order; auto is as many processes as there are cores.
PYTEST := $(RUN) pytest --numprocesses=auto --dist=loadfile --no-loadscope-reorder
SQLFLUFF := $(RUN) sqlfluff lint --nocolor --disable-progress-bar
SQL_PASSED := .sql_passed

.PHONY: help setup demo demo-kafka test check types soak bench docs clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 20

$(TOOLS)/bin/uv:
	@python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "dure needs Python 3.11 or newer (python3 --version says: $$(python3 --version))"; exit 1; }
	@python3 -m venv $(TOOLS) || \
	  { echo "python3 cannot make virtual environments; on Debian: apt-get install python3-venv"; exit 1; }
	@$(TOOLS)/bin/pip install --quiet --disable-pip-version-check uv==0.13.9

setup: $(UV) ## install everything that is pinned in uv.lock, compiled so that commands start fast
	@$(UV) sync --frozen --quiet --compile-bytecode
	@$(RUN) python -m compileall -q dure domain streams warehouse simulation

demo: setup ## feeds in, indicators out, a report to look at (no Java needed)
	@$(RUN) python -m dure.demo $(DEMO)

demo-kafka: setup ## the same through a real Kafka: broker, relay and worker
	@$(RUN) python -m dure.demo $(DEMO)-kafka --kafka

test: setup ## all tests, with a real Kafka, PostgreSQL and Chromium where they are installed
	@$(PYTEST)

check: setup ## the fast part: format, lint, types, walls, SQL, and the tests without servers
	@$(RUN) ruff format --check --quiet .
	@$(RUN) ruff check --quiet .
	@$(RUN) lint-imports --no-cache > /dev/null || $(RUN) lint-imports --no-cache
	@$(MAKE) --no-print-directory --jobs=2 types $(SQL_PASSED)
	@$(PYTEST) -q -m "not kafka and not postgres and not browser and not slow"

types:
	@$(RUN) mypy

# SQL files that passed are linted again when they change, or when rules or linter do.
$(SQL_PASSED): pyproject.toml uv.lock $(shell find warehouse/sql -name '*.sql')
	@$(SQLFLUFF) $(filter %.sql,$(if $(filter %.toml %.lock,$?),$^,$?))
	@touch $@

soak: setup ## three hundred kill points over a million facts; half an hour
	@$(RUN) pytest -m soak -s

bench: setup ## measure, and write docs/benchmarks.md; three quarters of an hour
	@$(RUN) --group bench python -m bench

docs: setup ## write the generated pages anew
	@$(RUN) python -m dure.generated

clean: ## remove what the targets above made here, but not the installed tools
	rm -rf $(DEMO) $(DEMO)-kafka dist .pytest_cache .mypy_cache .ruff_cache .hypothesis $(SQL_PASSED)
