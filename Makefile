# Everything happens in .venv; pip runs only when a lock file has changed, so the second call needs no network.

PYTHON ?= python3
PORT ?= 8000
ARGS ?=

BIN := .venv/bin/python
CODE := $(wildcard search webapp indexer.py tests)
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard webapp/translations/*/LC_MESSAGES/*.po))
fingerprint = $(shell cksum < $(1) | cut -d ' ' -f 1)
INSTALLED := .venv/.installed-$(call fingerprint,requirements.lock)
CHECKS_INSTALLED := .venv/.checks-installed-$(call fingerprint,requirements.lock)-$(call fingerprint,requirements-check.lock)
BOTH_CORES := --numprocesses 2 --dist loadfile
INSTALL := $(BIN) -m pip install --quiet --no-input --disable-pip-version-check --require-hashes

# What a shell or another project exports must not reach the environment made here, nor slow it down.
unexport PYTHONDONTWRITEBYTECODE PYTHONPATH PYTHONHOME PIP_USER PIP_TARGET PIP_PREFIX

.DEFAULT_GOAL := help
.PHONY: help run messages quick test soak browser installed check lint types format evaluate benchmark screenshots lock clean

help:  ## List what can be made.
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-11s %s\n", $$1, $$2 }' Makefile
	@echo
	@echo 'PYTHON=python3.12 makes a new .venv with it, PORT=8080 is for run, ARGS="-k typo" goes to pytest.'

run: $(INSTALLED) $(CATALOGUES)  ## Install, index the articles, serve the site on 127.0.0.1:8000 and send its letters.
	@$(BIN) -c "$$PORT_IS_FREE" '$(PORT)'
	$(BIN) indexer.py update
	@echo 'Ventanilla: http://127.0.0.1:$(PORT)/ (stop with Ctrl-C)'
	@export VENTANILLA_LOG_LEVEL="$${VENTANILLA_LOG_LEVEL:-warning}" VENTANILLA_ADDRESS="$${VENTANILLA_ADDRESS:-http://127.0.0.1:$(PORT)}" VENTANILLA_SITE="$${VENTANILLA_SITE:-site.toml}"; \
	$(BIN) -m flask --app webapp send-mail --while-parent $$$$ & \
	exec $(BIN) -m gunicorn --bind '127.0.0.1:$(PORT)' --workers 1 --log-level warning

quick: $(INSTALLED) $(CATALOGUES)  ## Run what a change most often breaks, in less than a minute.
	$(BIN) -m pytest -m 'not (browser or installed or soak or speed or slow)' --hypothesis-profile quick $(BOTH_CORES) $(ARGS)

test: $(INSTALLED) $(CATALOGUES)  ## Install and run all tests but those of soak, browser and installed.
	$(BIN) -m pytest -m 'not (browser or installed or soak or speed)' $(BOTH_CORES) $(ARGS)

soak: $(INSTALLED) $(CATALOGUES)  ## Run what kills, loads and measures time and memory, one after the other.
	$(BIN) -m pytest -m 'not (browser or installed) and (soak or speed)' $(ARGS)

browser: $(CHECKS_INSTALLED) $(CATALOGUES)  ## Run the tests in a browser (needs Chromium and Java).
	$(BIN) -m pytest -m browser $(ARGS)

installed: $(INSTALLED)  ## Build the wheel, install it for each Python of this machine, and answer a request with it.
	$(BIN) -m pytest -m installed $(ARGS)

check: lint types test soak installed browser  ## Run lint, types and all tests.

lint: $(CHECKS_INSTALLED)  ## Check style and formatting with ruff.
	$(BIN) -m ruff check $(CODE)
	$(BIN) -m ruff format --check $(CODE)

types: $(CHECKS_INSTALLED)  ## Check types with mypy --strict.
	$(BIN) -m mypy $(CODE)

format: $(CHECKS_INSTALLED)  ## Sort imports and format the code.
	$(BIN) -m ruff check --select I --fix $(CODE)
	$(BIN) -m ruff format $(CODE)

evaluate: $(INSTALLED)  ## Measure relevance on the judged queries.
	$(BIN) -m tests.relevance $(ARGS)

benchmark: $(CHECKS_INSTALLED)  ## Measure time and memory, beside other engines.
	$(BIN) -m tests.speed $(ARGS)

screenshots: $(CHECKS_INSTALLED) $(CATALOGUES)  ## Take the pictures of docs/screenshots anew (needs Chromium).
	$(BIN) -m tests.browser.screenshots

messages: $(INSTALLED)  ## Take new texts of the pages into the Spanish and Slovak catalogues, to be translated.
	cd webapp && ../$(BIN) -m babel.messages.frontend --quiet extract --keyword lazy_gettext --keyword lazy_ngettext:1,2 --no-location --omit-header --width 118 --mapping-file babel.cfg --output-file translations/messages.pot .
	for language in es sk; do $(BIN) -m babel.messages.frontend --quiet update --no-fuzzy-matching --ignore-obsolete --width 118 \
		--input-file webapp/translations/messages.pot --output-dir webapp/translations --locale $$language; done
	rm webapp/translations/messages.pot
	sed -i -E '/^"(Project-Id|Report-Msgid|POT-Creation|PO-Revision|Last-Translator|Language-Team|Generated-By)/d' webapp/translations/*/LC_MESSAGES/messages.po

lock:  ## Write the lock files anew from pyproject.toml (needs uv and the network).
	$(LOCK) --group test --output-file requirements.lock pyproject.toml
	$(LOCK) --group check --group browser --group benchmark --constraints requirements.lock --output-file requirements-check.lock

clean:  ## Remove all that was made here, but for the site's data in instance/.
	rm -rf .venv build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis instance/index $(CATALOGUES)
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

LOCK := uv pip compile --quiet --no-config --universal --python-version 3.11 --fork-strategy fewest --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-annotate --custom-compile-command 'make lock'

define PYTHON_IS_NEW_ENOUGH
import sys
if sys.version_info < (3, 11):
    sys.exit("This is Python %d.%d; 3.11 or newer is needed. Name one: make run PYTHON=python3.12" % sys.version_info[:2])
endef
export PYTHON_IS_NEW_ENOUGH

define PORT_IS_FREE
import socket, sys
port = sys.argv[1]
if not port.isdigit() or not 0 < int(port) < 65536:
    sys.exit(f"PORT: {port!r} is no port. Use a number from 1 to 65535.")
with socket.socket() as listener:
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", int(port)))
    except OSError as error:
        sys.exit(f"Port {port} cannot be used: {error.strerror}. Choose another: make run PORT={int(port) % 65535 + 1}")
endef
export PORT_IS_FREE

# An environment whose interpreter has gone (an upgrade, a copied folder) is made again.
ifneq ($(shell $(BIN) -c 'print("works")' 2>/dev/null),works)
.PHONY: $(INSTALLED)
endif

$(INSTALLED):
	@command -v '$(PYTHON)' > /dev/null || { echo "There is no '$(PYTHON)' here. Install Python 3.11 or newer." >&2; exit 1; }
	@'$(PYTHON)' -c "$$PYTHON_IS_NEW_ENOUGH"
	@echo 'Installing the dependencies into .venv, once'
	@'$(PYTHON)' -m venv --clear .venv
	@$(INSTALL) -r requirements.lock
	@touch $@

$(CHECKS_INSTALLED): | $(INSTALLED)
	@echo 'Installing ruff, mypy and the engines to compare with, once'
	@$(INSTALL) -r requirements.lock -r requirements-check.lock
	@touch $@

%.mo: %.po | $(INSTALLED)
	$(BIN) -m babel.messages.frontend --quiet compile --input-file '$<' --output-file '$@'
