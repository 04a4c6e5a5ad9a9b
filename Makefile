# Short names for run.py, which does the work: `make test` is `python3 run.py test`.
PYTHON ?= python3

.PHONY: lab test execute doctor lock
lab test execute doctor lock:
	$(PYTHON) run.py $@
