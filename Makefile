# Everything there is to do with this project, by name. Needed: Python 3.11 or newer (with venv and pip), git, make and
# a package index. The rest is fetched into .venv and, where uv is missing, .venv-tools; nothing is installed elsewhere.

UV_VERSION := 0.13.9
PYTHON ?= $(shell command -v python3.11 || command -v python3)
UV := $(shell uv --version >/dev/null 2>&1 && echo uv || echo .venv-tools/bin/uv)
BIN := .venv/bin
READY := .venv/.ready

# make test PYTEST_ARGS="tests/core -x"; one process for each core unless JOBS says otherwise
JOBS ?= auto
PYTEST_ARGS ?=
# make kills ARGS="--random 10 --each 2"
ARGS ?=

# uv takes a Python that is there, and never fetches one
export UV_PYTHON_DOWNLOADS := never
export UV_PYTHON ?= $(PYTHON)

.DEFAULT_GOAL := help

.PHONY: help
help:  ## show this
	@grep -hE '^[a-z-]+:.*## ' $(firstword $(MAKEFILE_LIST)) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 20

.PHONY: ready
ready: $(READY)  ## set up what the others need, and nothing more

.PHONY: run
run: $(READY)  ## run the bot if STILLPOINT_TOKEN or STILLPOINT_TOKEN_FILE is set, else try it in the browser
	@if [ -n "$$STILLPOINT_TOKEN$$STILLPOINT_TOKEN_FILE" ]; then exec $(BIN)/stillpoint run; \
	else exec $(BIN)/stillpoint try; fi

.PHONY: test
test: lint check  ## all checks: lint, content, tests (PYTEST_ARGS="tests/core -x" for some of them)
	$(BIN)/pytest -n $(JOBS) $(PYTEST_ARGS)

.PHONY: lint
lint: $(READY)  ## ruff and mypy
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

.PHONY: format
format: $(READY)  ## format the code, and mend what ruff can mend
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

.PHONY: check
check: $(READY)  ## check the content: words, scripts, buttons
	$(BIN)/stillpoint check

.PHONY: doctor
doctor: $(READY)  ## check that this machine and these settings can run the bot
	$(BIN)/stillpoint doctor

.PHONY: kills
kills: $(READY)  ## kill the bot at every point that matters, many times, and count what is lost
	$(BIN)/python -m tests.e2e.kills $(ARGS)

.PHONY: sweep
sweep: $(READY)  ## every reminder, in every zone, on every day of two years
	$(BIN)/python -m tests.sweep $(ARGS)

.PHONY: bench
bench: $(READY)  ## what one update costs, beside bare python-telegram-bot
	$(BIN)/python -m tests.bench $(ARGS)

.PHONY: clean
clean:  ## remove the environment and what the tools keep; never your data
	rm -rf .venv .venv-tools .mypy_cache .ruff_cache .pytest_cache .hypothesis

# Made anew only when what it is made from has changed.
$(READY): uv.lock pyproject.toml Makefile $(filter .venv-tools/%,$(UV))
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed. Is it elsewhere? make PYTHON=/path/to/python" >&2; exit 1; }
	$(UV) sync --frozen --quiet
	@touch $@

.venv-tools/bin/uv: Makefile
	$(PYTHON) -m venv .venv-tools
	.venv-tools/bin/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	@touch $@
