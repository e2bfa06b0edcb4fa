# Thin: the work is in scripts/bootstrap.py, which needs only Python and runs on Windows too.
# Arguments: make run ARGS="values my.nnviz --json"
PYTHON ?= python3
ARGS ?=

.PHONY: setup run test coverage lint bench shots build
setup run test coverage lint bench shots build:
	@$(PYTHON) scripts/bootstrap.py $@ $(ARGS)
