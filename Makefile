# Short names for run.py, which does the work: `make test` is `python3 run.py test`, `make quick` its quick part.
PYTHON ?= python3

.PHONY: lab test quick execute doctor lock
lab test execute doctor lock:
	$(PYTHON) run.py $@
quick:
	$(PYTHON) run.py test --quick
