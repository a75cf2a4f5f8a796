# The archive's everyday commands. Every one sets up what it needs by itself: Python 3.11 or newer and make are enough.

PORT ?= 8000
SITE ?= site
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

# Material for MkDocs prints a page about its own end of life before every build.
export NO_MKDOCS_2_WARNING := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1

# The first of these that is there and new enough; `make PYTHON=/path/to/python` chooses another.
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)

.PHONY: help
help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "make %-8s %s\n", $$1, $$2}' Makefile

# A preview is for whoever writes: it shows internal incidents and drafts too.
.PHONY: serve
serve: export ARCHIVE_AUDIENCE ?= internal
serve: $(READY) ## Build the archive and serve it at 127.0.0.1:8000 (another port: make serve PORT=8080)
	@$(BIN)/postmortem serve --dev-addr 127.0.0.1:$(PORT)

.PHONY: build
build: $(READY) ## Build the site into site/
	@$(BIN)/postmortem build --strict --site-dir $(SITE)

.PHONY: check
check: $(READY) ## Check every postmortem
	@$(BIN)/postmortem check

.PHONY: test
test: $(READY) ## Run every check of the code and every test
	@echo "ruff check";  $(BIN)/ruff check --quiet --output-format concise .
	@echo "ruff format"; $(BIN)/ruff format --quiet --check . || { echo "run: $(BIN)/ruff format ."; exit 1; }
	@echo "mypy";        $(BIN)/mypy --no-error-summary
	@echo "pytest";      $(BIN)/pytest -q -n 2 --dist worksteal

.PHONY: clean
clean: ## Remove what the other commands made
	@rm -rf $(VENV) $(SITE) dist .cache .hypothesis .mypy_cache .pytest_cache .ruff_cache
	@find hooks tests -name __pycache__ -type d -prune -exec rm -rf {} +

$(READY): pyproject.toml constraints.txt
	@$(or $(PYTHON),false) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "This needs Python 3.11 or newer; $(or $(PYTHON),python3) is: $$($(or $(PYTHON),python3) --version 2>&1 | head -n 1)"; \
		echo "Install a newer one, or say where it is: make $(MAKECMDGOALS) PYTHON=/path/to/python3.12"; exit 1; }
	@[ -x $(BIN)/python ] || { echo "Setting up $(VENV), once"; $(PYTHON) -m venv $(VENV); } || { rm -rf $(VENV); \
		echo "Python came without its venv module: on Debian and Ubuntu, apt-get install python3-venv"; exit 1; }
	@echo "Installing what constraints.txt lists"
	@$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[dev]'
	@touch $@
