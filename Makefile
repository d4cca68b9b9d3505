# Two commands matter: "make run" and "make test". Everything else is listed by "make help".

VENV := .venv
PYTHON := $(VENV)/bin/python
CONFORMANCE := .venv-conformance
# The interpreter that makes the virtual environment; "make run BASE_PYTHON=/path/to/python" picks another.
BASE_PYTHON ?= $(shell for name in python3 python3.13 python3.12 python3.11; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$name; break; }; done)
PIP_INSTALL := -m pip install --quiet --disable-pip-version-check --require-hashes -r
COMPILE := uv pip compile -q --universal --generate-hashes --no-annotate --no-header --python-version 3.11
# Values that no installation shares, so that the deployment check can be run on the documented ones.
SECRETS = SECRET_KEY=$$($(PYTHON) -c 'import secrets; print(secrets.token_urlsafe(50))') \
	FIELD_ENCRYPTION_KEYS=$$($(PYTHON) -c 'from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())')

.DEFAULT_GOAL := help
.PHONY: help run dev test check conformance benchmark lock clean

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

run: $(VENV)/.runtime .env ## start everything on this machine, as in production (PORT, SANDBOX_PORT, DEMO_PASSWORD)
	@DEBUG=false exec $(PYTHON) manage.py run --end-with-parent

dev: $(VENV)/.runtime .env ## the same for development: DEBUG, and a reload on every change
	@DEBUG=true exec $(PYTHON) manage.py run --end-with-parent --autoreload

test: $(VENV)/.development ## run the tests (ARGS="-k name"); browser tests skip where there is no Chromium
	@$(PYTHON) -m pytest -n auto --dist loadgroup $(ARGS)

check: $(VENV)/.development ## lint, format, types, templates, migrations, deployment settings
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m ruff format --check .
	@$(PYTHON) -m mypy
	@$(PYTHON) -m djlint --quiet --lint templates
	@DEBUG=true ENV_FILE= $(PYTHON) manage.py makemigrations --check --dry-run
	@$(SECRETS) DEBUG=false ENV_FILE=.env.example $(PYTHON) manage.py check --deploy --fail-level WARNING

conformance: $(CONFORMANCE)/.installed ## run the vendor's own Python client against the sandbox
	@$(CONFORMANCE)/bin/python tests/conformance/run.py

benchmark: $(VENV)/.runtime ## print what a list page costs beyond the API call it makes
	@$(PYTHON) -m tests.benchmark

lock: ## compile the pinned requirements anew (needs uv)
	@$(COMPILE) pyproject.toml -o requirements/runtime.txt
	@$(COMPILE) --extra development pyproject.toml -o requirements/development.txt
	@$(COMPILE) requirements/conformance.in -o requirements/conformance.txt

clean: ## remove the virtual environments and caches; .env and var/ with your data stay
	@rm -rf $(VENV) $(CONFORMANCE) .mypy_cache .pytest_cache .ruff_cache .hypothesis

$(VENV)/.runtime: requirements/runtime.txt
	$(call make_environment,$(VENV))
	@echo "Installing the requirements …"
	@$(PYTHON) $(PIP_INSTALL) requirements/runtime.txt
	@touch $@

$(VENV)/.development: requirements/development.txt
	$(call make_environment,$(VENV))
	@echo "Installing the development requirements …"
	@$(PYTHON) $(PIP_INSTALL) requirements/development.txt
	@touch $@ $(VENV)/.runtime

$(CONFORMANCE)/.installed: requirements/conformance.txt
	$(call make_environment,$(CONFORMANCE))
	@echo "Installing the vendor's client …"
	@$(CONFORMANCE)/bin/python $(PIP_INSTALL) requirements/conformance.txt
	@touch $@

.env: | $(VENV)/.runtime
	@DEBUG=true ENV_FILE= $(PYTHON) manage.py createenv

define make_environment
	@test -n "$(BASE_PYTHON)" || { echo "Python 3.11 or newer is needed, and no python3 here is."; exit 1; }
	@$(BASE_PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "$(BASE_PYTHON) lacks the venv module. On Debian and Ubuntu: apt-get install python3-venv"; exit 1; }
	@$(1)/bin/python -m pip --version >/dev/null 2>&1 || $(BASE_PYTHON) -m venv --clear $(1)
endef
