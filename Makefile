# mlbench: every target works in a fresh checkout with only Python 3.11+ and make.
.DEFAULT_GOAL := help
.PHONY: help demo test lint bench lab labextension screenshots lock clean

PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
UV := $(shell command -v uv 2>/dev/null)

help:  ## Print this list of targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: .venv/installed  ## Run a study on real data: explore, model, evaluate, export, report
	$(BIN)/mlbench run notebooks/breast_cancer/study.yaml

test: .venv/installed  ## Check style, types and layers, run all tests, compare the notebooks
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -n 2 --dist worksteal
	$(BIN)/python -m pytest --nbval --mlbench-compare notebooks

lint: .venv/installed  ## Check style and types alone
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: .venv/installed  ## Measure against peers, side by side
	$(BIN)/python benchmarks/cli_start.py
	$(BIN)/python benchmarks/kernel_start.py
	$(BIN)/python benchmarks/overhead.py
	$(BIN)/python benchmarks/model_overhead.py
	$(BIN)/python benchmarks/headless.py
	$(BIN)/python benchmarks/index.py
	$(BIN)/python benchmarks/report.py
	$(BIN)/python benchmarks/explore.py
	$(BIN)/python benchmarks/lab.py
	$(BIN)/python benchmarks/scan.py
	$(BIN)/python benchmarks/profiling.py

lab: .venv/installed  ## Open the notebooks and templates in JupyterLab
	$(BIN)/mlbench lab

labextension: .venv/installed  ## Build what the browser loads again (needs npm)
	cd labextension && npm ci --ignore-scripts && npm run build
	@rm -f .venv/installed

screenshots: .venv/installed  ## Take the pictures of docs/pictures again (needs Chromium)
	$(BIN)/python docs/screenshots.py

lock:  ## Resolve requirements.lock anew (needs uv)
	uv pip compile --universal --generate-hashes --no-emit-index-url --python-version 3.11 \
		--extra dev --no-header --upgrade pyproject.toml -o requirements.lock

clean:  ## Remove the environment and caches; runs are kept
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

.venv/installed: requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "mlbench needs Python 3.11, 3.12 or 3.13; none is on the PATH." >&2; exit 2; }
	$(PYTHON) -m venv .venv
ifdef UV
	uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements.lock
else
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
endif
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@
