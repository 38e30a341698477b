# make demo       the main job, from a fresh clone: sets up .venv, compares launch policies, writes a report
# make workshop   writes the page for a room and opens it in the browser
# make test       the quick suite          make test-all      with the slow statistics
# make lint       ruff                     make test-pythons  a smoke test on every Python found
# make engine     builds the engine anew from its sources   make lock, make clean
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

VENV ?= .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
WORKERS ?= 2
LANG_REPORT ?= en
REPS ?= 30
DEMO_OUT ?= results/demo
DEMO_SCENARIOS := scenarios/everyone-at-once.toml scenarios/in-batches.toml \
	scenarios/in-batches-no-norm.toml scenarios/everyone-at-once-no-norm.toml

.PHONY: help setup demo workshop test test-all test-pythons count-tests engine lint lock clean

help:
	@sed -n '1,5p' Makefile | cut -c3-

setup: $(READY)

$(READY): pyproject.toml requirements.lock .ci/setup
	@.ci/setup "$(VENV)"

# Runs of another engine, or kept in another form, are never mixed with new ones: they are set aside under that engine's name.
demo: $(READY)
	@old=$$(sed -nE 's/^ *"(schema|engine_id|measures_id)": *"?([0-9a-f]+)"?,?$$/\1 \2/p' $(DEMO_OUT)/manifest.json 2>/dev/null | sort | cut -d' ' -f2 | paste -sd- || true); \
	now=$$($(BIN)/python -c 'from sim import measures; from sim.laboratory.store import manifest; from sim.world import engine; \
		print(engine.engine_id(), measures.measures_id(), manifest.SCHEMA, sep="-")'); \
	if [ -n "$$old" ] && [ "$$old" != "$$now" ]; then \
		echo "Another engine or form of folder now: earlier runs go to $(DEMO_OUT)-$$old" >&2; \
		rm -rf "$(DEMO_OUT)-$$old"; mv "$(DEMO_OUT)" "$(DEMO_OUT)-$$old"; \
	fi
	@$(BIN)/community-sim compare $(DEMO_SCENARIOS) --reps $(REPS) --lang $(LANG_REPORT) --out $(DEMO_OUT)

# The page for a room: one file, opened in the browser. LANG_REPORT=nl opens it in Dutch.
workshop: $(READY)
	@$(BIN)/community-sim workshop --lang $(LANG_REPORT) --out workshop.html

# Python may keep the tests as pytest rewrites them: collecting twelve thousand takes half the processor time then.
test: $(READY)
	@PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -q -n $(WORKERS) --dist worksteal -m "not slow"

test-all: $(READY)
	@PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -q -n $(WORKERS) --dist worksteal

test-pythons:
	@.ci/pythons

count-tests: $(READY)
	@$(BIN)/python -m pytest --collect-only -q --store-count

# The built engine, after a change of the day, the rules, the world or the measures. Needs the pinned numba and ziglang.
engine: $(READY)
	@$(BIN)/python -c 'import ziglang' >/dev/null 2>&1 || $(BIN)/python -m pip install -q --no-build-isolation -e '.[engine]'
	@$(BIN)/python -m sim.manual.engine

lint: $(READY)
	@$(BIN)/python -m ruff --version >/dev/null 2>&1 || $(BIN)/python -m pip install -q --no-build-isolation -e '.[dev]'
	@$(BIN)/python -m ruff check .
	@$(BIN)/python -m ruff format --check -q .

# Making the lock needs uv; using it needs pip only. No index, link or path is written into it.
lock: $(READY)
	@$(BIN)/python -m uv --version >/dev/null 2>&1 || $(BIN)/python -m pip install -q uv
	@$(BIN)/python -m uv pip compile pyproject.toml --universal --python-version 3.11 --extra test --extra build \
		--generate-hashes --no-annotate --no-header --no-emit-index-url --no-emit-find-links -q -o requirements.lock
	@echo "requirements.lock: $$(grep -c == requirements.lock) pins"

clean:
	@rm -rf .venv .venv-3.* build *.egg-info .pytest_cache .ruff_cache .hypothesis results/demo results/demo-*
	@find sim tests -name __pycache__ -type d -prune -exec rm -rf {} +
