# The doors to the project. Python 3.11 or later and make are all that a machine needs.
PYTHON ?= python3
FAULTS ?= long
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed

.PHONY: help install serve test e2e faults soak bench pieces measure lint format coverage coverage-held types docs lock clean

help: ## list the targets
	@grep -hE '^[a-z0-9]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12

install: $(INSTALLED) ## set up .venv with the pinned dependencies

$(INSTALLED): requirements/runtime.txt requirements/dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Greenroom needs Python 3.11 or later; $(PYTHON) is $$($(PYTHON) -V 2>&1)." \
		"Name another one: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes \
		-r requirements/runtime.txt -r requirements/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps \
		--no-build-isolation --editable .
	@touch $@

serve: $(INSTALLED) ## run the server (memory store unless REDIS_URL or REDIS_HOST is set)
	$(BIN)/greenroom serve

test: $(INSTALLED) ## run everything in tests/, real Valkey included
	$(BIN)/python -m pytest $(ARGS)

e2e: $(INSTALLED) ## drive the lobby in Chromium; pictures go to test-artifacts/lobby
	$(BIN)/python -m pytest tests/e2e $(ARGS)

faults: $(INSTALLED) ## attack and break running nodes for a quarter of an hour (FAULTS=quick: for less)
	FAULTS=$(FAULTS) $(BIN)/python -m pytest tests/faults \
		$(if $(filter long,$(FAULTS)),--timeout=1800) $(ARGS)

soak: $(INSTALLED) ## an hour of light load, watched (ARGS="--minutes 5" for less)
	$(BIN)/python -m bench.soak $(ARGS)

# What was measured last; not in the repository.
FIGURES := test-artifacts/performance

bench: $(VENV)/.plots ## how fast a node is beside the bare libraries (ARGS="--quick" to see that it works)
	mkdir -p $(FIGURES)
	$(BIN)/python -m bench.speed --json $(FIGURES)/speed.json $(ARGS)
	$(BIN)/python -m bench.plots $(FIGURES)/speed.json $(FIGURES)

pieces: $(INSTALLED) ## what codecs, changes, fan-out, tokens and log lines cost (ARGS="--against FILE")
	$(BIN)/python -m bench.pieces $(ARGS)

measure: $(VENV)/.plots ## measure all that docs/performance.md tells (ARGS="--peer URL --peer-pid PID")
	mkdir -p $(FIGURES)
	$(BIN)/python -m bench.pieces --instructions --json $(FIGURES)/pieces.json
	$(BIN)/python -m bench.speed --floor --sizes 8,50,200,1000 --numbers 10,50,250 \
		--json $(FIGURES)/speed.json $(ARGS)
	$(BIN)/python -m bench.plots $(FIGURES)/speed.json docs/performance
	$(BIN)/python -m bench.report docs/performance.md \
		--speed $(FIGURES)/speed.json --pieces $(FIGURES)/pieces.json

# What draws is large, and nothing else needs it.
$(VENV)/.plots: $(INSTALLED) requirements/plots.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes \
		-r requirements/plots.txt
	@touch $@

lint: $(INSTALLED) ## ruff, mypy and the layers' contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(INSTALLED) ## let ruff mend what it can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

coverage: $(INSTALLED) ## run the tests and hold the coverage that the project promises
	$(MAKE) test ARGS="--cov --cov-report= $(ARGS)"
	$(MAKE) coverage-held

coverage-held: # what the last run has covered is what the project promises
	$(BIN)/coverage report --include='src/domain/*,src/application/*' --fail-under=100
	$(BIN)/coverage report --fail-under=95

types: $(INSTALLED) ## write clients/typescript/greenroom.d.ts anew (with Node and npm)
	$(BIN)/python -m tests.typescript

docs: $(INSTALLED) ## write the tables of settings in docs/configuration.md
	$(BIN)/python -m docs.settings_tables

lock: $(INSTALLED) ## resolve the dependencies anew and write them down with their hashes
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		--no-header --no-annotate --output-file requirements/runtime.txt pyproject.toml
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		--no-header --no-annotate --constraint requirements/runtime.txt \
		--output-file requirements/dev.txt --group dev
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		--no-header --no-annotate --constraint requirements/runtime.txt \
		--constraint requirements/dev.txt --output-file requirements/extras.txt \
		--all-extras pyproject.toml
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		--no-header --no-annotate --constraint requirements/runtime.txt \
		--constraint requirements/dev.txt --output-file requirements/plots.txt --group plots
	echo hatchling | $(BIN)/uv pip compile --quiet --universal --python-version 3.11 \
		--generate-hashes --no-header --no-annotate --constraint requirements/dev.txt \
		--output-file requirements/build.txt -

clean: ## forget the environment and what tools left behind
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage*
