# Every target sets up what it needs: a private virtual environment, installed from the hash-locked file.
PYTHON ?= python3
KITH_HOME ?= home
PEOPLE ?= 10000
WORKERS ?= 2
QUERY ?= show all tables

BIN := .venv/bin
INSTALLED := .venv/.installed
# An older client, to see with which the publication is read.
OLDER_CLIENT := .venv-duckdb14/.installed
export KITH_HOME
# So that what Kith says to type next names the home, where it is not the default one.
HOME_OPTION := $(if $(filter-out home,$(KITH_HOME)),--home $(KITH_HOME))
export DO_NOT_TRACK := 1
# What one start of Python compiles the next one reads, whatever the shell says: a run of the tests starts dozens.
unexport PYTHONDONTWRITEBYTECODE

# What the older client is told: a slip in a query is one line, as everywhere.
define ASK
import os, sys
import duckdb
print("DuckDB", duckdb.__version__)
connection = duckdb.connect(os.environ["KITH_HOME"] + "/published/current/kith.duckdb", read_only=True)
try:
    print(connection.sql(os.environ["QUERY"]))
except duckdb.Error as error:
    sys.exit("QUERY: " + " ".join(str(error).split()))
endef
export ASK QUERY

.PHONY: setup run test dev published older-client lint bench lock clean

setup: $(INSTALLED)

# Runs again only when a lock file or the project's own metadata has changed.
$(INSTALLED): requirements.lock requirements-bootstrap.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Kith needs Python 3.11 or later; point PYTHON at one: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 2; }
	@echo "Installing into .venv, from the lock file: about a minute"
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-bootstrap.lock
	@$(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python --require-hashes -r requirements.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@

$(OLDER_CLIENT): requirements-duckdb14.lock $(INSTALLED)
	@test -x .venv-duckdb14/bin/python || $(PYTHON) -m venv --without-pip .venv-duckdb14
	@$(BIN)/uv pip install --quiet --python .venv-duckdb14/bin/python --require-hashes -r requirements-duckdb14.lock
	@touch $@

# The demo publisher (made once), its whole warehouse, and John.
run: $(INSTALLED)
	@if [ ! -f $(KITH_HOME)/feeds.yml ]; then $(BIN)/kith demo --people $(PEOPLE) $(HOME_OPTION); \
		elif [ "$(origin PEOPLE)" != file ]; then \
		echo "$(KITH_HOME) is there already and keeps its people; PEOPLE counts for a new KITH_HOME."; \
		fi
	@$(BIN)/kith run $(HOME_OPTION)
	@if [ -d $(KITH_HOME)/truth ]; then \
		$(BIN)/kith customer john.harrow@example.com $(HOME_OPTION); \
		echo; echo "In short:"; \
		$(BIN)/kith customer john.harrow@example.com --brief $(HOME_OPTION); \
		fi
	@echo "  Next        source .venv/bin/activate   # puts kith on your path"
	@echo "              $(if $(HOME_OPTION),KITH_HOME=$(KITH_HOME) )make dev   # the same home in the Dagster UI"

# One worker more than cores: there is always one that waits for a disk, a lock or a process.
test: $(INSTALLED) $(OLDER_CLIENT)
	KITH_DUCKDB14_PYTHON=$(CURDIR)/.venv-duckdb14/bin/python $(BIN)/python -m pytest -n $(WORKERS) --no-loadscope-reorder

dev: $(INSTALLED)
	$(BIN)/kith dev

published:
	@test -f "$(KITH_HOME)/published/current/kith.duckdb" \
		|| { echo "Nothing has been published in $(KITH_HOME) yet: run \`make run\` first, or name another KITH_HOME." >&2; exit 2; }

# Asks the publication something with the older client.
older-client: published $(OLDER_CLIENT)
	@.venv-duckdb14/bin/python -c "$$ASK"

lint: $(INSTALLED)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/sqlfluff lint dbt_project/models dbt_project/data_tests
	$(BIN)/python -m tests.lint.dbt_deprecations

bench: $(INSTALLED)
	$(BIN)/python -m benchmarks

# Takes the newest versions that pyproject.toml allows.
lock: $(INSTALLED)
	$(BIN)/uv pip compile --quiet --upgrade --universal --generate-hashes --python-version 3.11 --extra dev \
		--custom-compile-command "make lock" pyproject.toml --output-file requirements.lock
	echo uv | $(BIN)/uv pip compile --quiet --upgrade --universal --generate-hashes --python-version 3.11 \
		--custom-compile-command "make lock" - --output-file requirements-bootstrap.lock
	echo 'duckdb==1.4.*' | $(BIN)/uv pip compile --quiet --upgrade --universal --generate-hashes --python-version 3.11 \
		--custom-compile-command "make lock" - --output-file requirements-duckdb14.lock

clean:
	rm -rf .venv .venv-duckdb14
