# make demo   what podlint says about a few manifests
# make test   the tests
# make lint   format, lint and types; `make format` mends the first two
#
# Needs git, make and python3 >= 3.11 with its venv module (on Debian: python3-venv).

PYTHON ?= python3
VENV ?= .venv
PYTEST_ARGS ?= -n auto --dist loadgroup

bin := $(VENV)/bin

.PHONY: demo test lint format clean python

demo: $(VENV)/.installed
	@echo '$$ podlint fixtures/demo'
	@status=0; $(bin)/podlint fixtures/demo || status=$$?; \
	case $$status in \
	0) meaning='nothing found' ;; \
	1) meaning='there are findings' ;; \
	*) meaning='podlint could not do its job' ;; \
	esac; \
	echo; echo "podlint ended with exit code $$status: $$meaning."; \
	test $$status -le 1

test: $(VENV)/.installed-dev
	$(bin)/python -m pytest $(PYTEST_ARGS)

lint: $(VENV)/.installed-dev
	$(bin)/ruff format --check .
	$(bin)/ruff check .
	$(bin)/mypy --strict

format: $(VENV)/.installed-dev
	$(bin)/ruff format .
	$(bin)/ruff check --fix .

clean:
	rm -rf $(VENV) dist build .mypy_cache .pytest_cache .ruff_cache .hypothesis .podlint_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# A development installation is an installation: where there is one, the demo does without another.
$(VENV)/.installed: pyproject.toml | $(VENV)/bin/pip
	@test $(VENV)/.installed-dev -nt pyproject.toml || \
	{ echo 'Installing podlint into $(VENV) ...'; $(bin)/python -m pip install --quiet --disable-pip-version-check --editable .; }
	@touch $@

$(VENV)/.installed-dev: pyproject.toml | $(VENV)/bin/pip
	@echo 'Installing podlint and what its tests need into $(VENV) ...'
	@$(bin)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

# bin/pip is what is written last, so a venv that failed half way is made anew.
$(VENV)/bin/pip: | python
	$(PYTHON) -m venv --clear $(VENV)

# Says in words what is missing. Debian has venv in a package of its own, and without it
# `import venv` works: it is ensurepip that is absent.
python:
	@command -v $(PYTHON) >/dev/null || { \
	echo 'podlint needs Python 3.11 or newer, and there is no $(PYTHON).' >&2; \
	echo 'On Debian and Ubuntu: apt-get install python3 python3-venv' >&2; \
	exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	echo "podlint needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) --version 2>&1)." >&2; \
	echo 'Where a newer one is installed: make PYTHON=python3.12' >&2; \
	exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	echo 'The venv module of $(PYTHON) is missing.' >&2; \
	echo 'On Debian and Ubuntu: apt-get install python3-venv' >&2; \
	exit 1; }
