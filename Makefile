# Needs Python 3.11 or newer and make. `make run` and `make test` do all the set-up themselves.

VENV := .venv
BIN := $(VENV)/bin
CASE ?= march-on-moscow-2023
# Words for the command itself: make run ARGS="--histories 100", make test ARGS="-k march"
ARGS ?=

# What the caller's shell says about Python paths must not change which code runs.
unexport PYTHONPATH PYTHONHOME

# The environment is whole only if its last step wrote this folder's name into the stamp: one that was cut short, copied
# from elsewhere, or has lost its Python is made again from nothing.
INSTALLED := $(VENV)/installed
READY := $(VENV)/ready
ifneq "$(shell $(BIN)/python -c '' 2>/dev/null && cat $(INSTALLED) 2>/dev/null)" "$(CURDIR)"
.PHONY: $(INSTALLED)
endif

.DEFAULT_GOAL := help
.PHONY: help environment page run test lint types check docs site bench lock clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' Makefile

environment: $(READY) page ## everything that Tocsin, its tests and its benchmarks need, in .venv

$(INSTALLED): requirements.lock
	@set -e; \
	for candidate in $(or $(PYTHON),python3.11 python3 python3.12 python3.13) none; do \
	  test "$$candidate" != none || { echo "Tocsin needs Python 3.11 or newer with its venv module; name one: make PYTHON=/path/to/python3.11" >&2; exit 1; }; \
	  "$$candidate" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && break; \
	done; \
	echo "Setting up $(VENV) with $$("$$candidate" --version): about two minutes, once"; \
	rm -rf $(VENV); \
	"$$candidate" -m venv $(VENV); \
	echo "Installing the $$(grep -c '^[a-z].*==' requirements.lock) packages of requirements.lock"; \
	$(BIN)/python -m pip install --quiet --no-compile --disable-pip-version-check --require-hashes --requirement requirements.lock; \
	$(BIN)/python -m compileall -q -j 0 $(VENV)/lib >/dev/null 2>&1 || true; \
	echo "$(CURDIR)" > $@

$(READY): $(INSTALLED) pyproject.toml
	@echo "Installing tocsin from this folder"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m compileall -q -j 0 src >/dev/null 2>&1 || true
	@touch $@

# The page's libraries, bundled once. Without Node the command line, the library and their tests are whole.
PAGE := src/tocsin/web/page
BUNDLES := $(PAGE)/vendor.js $(PAGE)/atlas.js

page: ## the libraries of the page of tocsin serve, bundled by Node
	@if command -v npm >/dev/null; then $(MAKE) --no-print-directory $(BUNDLES); \
	else echo "No npm here: the page of tocsin serve needs Node once (install it, then: make page)"; fi

$(PAGE)/node_modules/.package-lock.json: $(PAGE)/package-lock.json
	@cd $(PAGE) && npm ci --no-audit --no-fund --loglevel=error

$(BUNDLES) &: $(PAGE)/vendor-entry.js $(PAGE)/package.json $(PAGE)/node_modules/.package-lock.json
	@echo "Bundling the page's libraries"
	@cd $(PAGE) && npm run --silent build -- --log-level=warning
	@touch $(BUNDLES)

run: $(READY) ## the main job: 10,000 histories of the march on Moscow
	@$(BIN)/tocsin run $(CASE) $(ARGS)

test: $(READY) page ## every test
	@$(BIN)/python -m pytest -n 2 $(ARGS)

lint: $(READY) ## ruff: lint and format
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: $(READY) ## mypy, strict
	@$(BIN)/mypy

check: test lint types ## what has to pass before a change goes in

docs: $(READY) ## what docs/ holds of the program's output, anew
	@$(BIN)/python docs/renew.py

site: $(READY) page ## the docs site, in build/site, with screenshots of today's page (needs Chromium)
	@$(BIN)/python docs/site.py

bench: $(READY) ## speed side by side with Mesa, NumPy and JAX
	@$(BIN)/python benchmarks/peers.py $(ARGS)

# Without the caller's pip settings, so that the hashes are those of the public releases, for every platform.
lock: $(READY) ## requirements.lock anew from pyproject.toml (ARGS=--upgrade for newer releases)
	@echo "Resolving; hashing every platform's files takes some minutes where releases are new"
	@env -u PIP_FIND_LINKS -u PIP_EXTRA_INDEX_URL -u PIP_CONSTRAINT PIP_CONFIG_FILE=/dev/null CUSTOM_COMPILE_COMMAND="make lock" \
	  $(BIN)/pip-compile --quiet --extra plot --extra frames --extra studies --extra infer --extra score --extra cluster --extra report --extra web --extra dev --generate-hashes --allow-unsafe --strip-extras \
	  --no-emit-index-url --no-emit-find-links --output-file requirements.lock $(ARGS) pyproject.toml

clean: ## take away what was made, but for results in runs/
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
