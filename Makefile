# Every target sets up what it needs: a virtual environment with locked packages, and Qt's system libraries.
PYTHON ?= python3
FUZZ_SECONDS ?= 60
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready
UNTRACED := $(filter-out tests/unit/ tests/__pycache__/,$(wildcard tests/*/)) tests/unit/cli
DEEP    = tests/faults $(shell grep -rlE 'tests.faults.counting|from hypothesis' tests/unit tests/gui tests/fuzz --include='test_*.py')

.PHONY: help demo run test check format lint types contracts coverage faults fuzz soak bench gallery pictures texts pseudo package lock clean
help:            ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*##/\t/' | expand -t 14

$(READY): packaging/requirements-dev.txt packaging/system-libraries.txt packaging/set_up.py pyproject.toml
	$(PYTHON) packaging/set_up.py $(VENV)
	@touch $@

demo: $(READY)   ## open the window on a demo install; without a display, paint every page into ./gallery
	$(BIN)/python packaging/show_demo.py

run: $(READY)    ## open the window on your own Hive database
	$(BIN)/python -m hive_inspector

test: $(READY)   ## all tests, in random order, on all cores
	$(BIN)/python -m pytest -n auto --dist worksteal -q

check: format lint  ## everything that has to be green before a commit lands; types and contracts beside the tests, each output in one piece
	+$(MAKE) --no-print-directory -j2 $(if $(filter output-sync,$(.FEATURES)),--output-sync=target) coverage types contracts

format: $(READY)
	$(BIN)/ruff format --check hive_inspector migrations tests packaging

lint: $(READY)
	$(BIN)/ruff check hive_inspector migrations tests packaging

types: $(READY)
	$(BIN)/mypy

contracts: $(READY)
	$(BIN)/lint-imports

# Threads that start together under a tracer may stand in one another's way (the audit hook of scripts lets one through
# while another installs it), so the tests of the window, which start many, run without one; the core is proved by the others.
# So do those of the command line, of faults and of the house, which go through the core once more and from outside.
coverage: $(READY)  ## all tests, and how much of the core its own reach
	$(BIN)/python -m pytest -n auto --dist worksteal -q --cov --cov-report= tests/unit --ignore=tests/unit/cli
	$(BIN)/coverage report --fail-under=95 --skip-covered
	$(BIN)/python -m pytest -n auto --dist worksteal -q $(UNTRACED)

faults: $(READY) ## kills, full and failing disks, locks, rebuilds, round trips, planted defects: every case; for hours where other work runs beside
	HIVE_INSPECTOR_FAULTS=all $(BIN)/python -m pytest -n auto --dist worksteal -q -o faulthandler_timeout=0 --timeout=1800 $(DEEP)

soak: $(READY)   ## the window driven at random beside programs that write, ten minutes (MINUTES=…)
	$(BIN)/python -m tests.soak --minutes $(or $(MINUTES),10)

fuzz: $(READY)   ## coverage-guided fuzzing of all that reads what a stranger made: FUZZ_SECONDS for each of ten targets
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r packaging/requirements-fuzz.txt
	$(BIN)/python -m tests.fuzz --seconds $(FUZZ_SECONDS)

bench: $(READY)  ## the figures of docs/figures.md, beside raw sqlite3 in the same run
	$(BIN)/python -m tests.benchmarks

gallery: $(READY)  ## every page as a picture, both themes, three sizes
	$(BIN)/python -m hive_inspector gallery gallery --demo

pictures: $(READY)  ## the pictures of the README, from the demo
	$(BIN)/python packaging/paint_pictures.py

texts: $(READY)  ## all texts for translators, in build/hive_inspector.ts; compile the translations there are (LANGUAGES="de …" begins one)
	$(BIN)/python packaging/texts.py $(LANGUAGES)

pseudo: $(READY) ## a generated language in build/pseudo, to see that no text was missed and that all have room
	$(BIN)/python -m tests.support.pseudo build/pseudo

package: $(READY)  ## wheel, sdist, a bundle that needs no Python and a .deb into dist/, installed and tried in clean places
	$(BIN)/python packaging/build.py
	HIVE_INSPECTOR_PACKAGES=dist $(BIN)/python -m pytest -q tests/packages

lock: $(READY)   ## pin the newest allowed packages, with hashes
	$(BIN)/python packaging/lock.py

clean:           ## remove what the targets above made
	rm -rf $(VENV) gallery dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage*
