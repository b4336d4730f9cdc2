# Everything sets itself up: on a fresh machine only Python (3.11 or newer) and make are needed.
PYTHON ?= python3
BIN := .venv/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# Compiled once, whatever the environment says: not by every worker and every server that a test starts.
export PYTHONDONTWRITEBYTECODE :=
PY := $(BIN)/python
CLIENT_SOURCES := $(shell find client/src client/public -type f 2>/dev/null) client/package-lock.json client/vite.config.ts

.PHONY: run install test test-quick faults check bench bench-quick clean

run: install
	$(BIN)/sameroom serve --demo

install: $(BIN)/.installed server/static/.vite/manifest.json

$(BIN)/.installed: requirements/run.txt pyproject.toml hatch_build.py
	test -x $(PY) || $(PYTHON) -m venv .venv
	$(PY) -m pip install --quiet --require-hashes -r requirements/run.txt
	$(PY) -m pip install --quiet --require-hashes -r requirements/build.txt
	$(PY) -m pip install --quiet --no-deps --no-build-isolation --editable .
	$(PY) -c 'import hatch_build, sys; sys.exit(0 if hatch_build.usable_node() else 1)' || $(PY) -m pip install --quiet --require-hashes -r requirements/node.txt
	touch $@

server/static/.vite/manifest.json: $(BIN)/.installed $(CLIENT_SOURCES)
	$(PY) hatch_build.py build
	touch $@

$(BIN)/.ready-for-tests: $(BIN)/.installed requirements/dev.txt tests/peers/package-lock.json
	$(PY) -m pip install --quiet --require-hashes -r requirements/dev.txt
	$(PY) hatch_build.py packages tests/peers
	$(PY) tests/find_chromium.py
	touch $@

test: install $(BIN)/.ready-for-tests
	cd client && ../$(PY) ../hatch_build.py node node_modules/vitest/vitest.mjs run
	# A module stays with one worker; the longest come first (tests/conftest.py).
	# What a busy machine made late gets another chance, in a browser two; which did is told at the end.
	$(PY) -m pytest -n 4 --dist loadfile --no-loadscope-reorder --reruns 1 -rR -m "not browser"
	$(PY) -m pytest -n 2 --dist loadfile --no-loadscope-reorder --reruns 2 -rR -m browser

test-quick: install $(BIN)/.ready-for-tests
	$(PY) -m pytest -n 4 --dist loadfile --no-loadscope-reorder -p no:rerunfailures -m "not browser and not fuzz and not faults and not slow"

faults: install $(BIN)/.ready-for-tests
	SAMEROOM_FAULTS=1 $(PY) -m pytest -m faults -s -ra

check: install $(BIN)/.ready-for-tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	cd client && ../$(PY) ../hatch_build.py node node_modules/typescript/bin/tsc --noEmit
	cd client && ../$(PY) ../hatch_build.py node node_modules/@biomejs/biome/bin/biome check .

bench/servers/node_modules: bench/servers/package-lock.json
	$(PY) hatch_build.py packages bench/servers
	touch $@

bench: install $(BIN)/.ready-for-tests bench/servers/node_modules
	$(PY) bench/gate.py
	$(PY) bench/hot_path.py

bench-quick: install $(BIN)/.ready-for-tests bench/servers/node_modules
	$(PY) bench/hot_path.py --quick

clean:
	rm -rf .venv server/static client/node_modules tests/peers/node_modules
