# make report    the example reports          make test    the whole test suite
# PYTHON names the interpreter that makes .venv:  make report PYTHON=python3.12

PYTHON ?= python3
BIN := .venv/bin

.DEFAULT_GOAL := help
# Every target installs into the same .venv: one after the other, also under "make -j".
.NOTPARALLEL:
.PHONY: help report test mutants lab lock clean

help: ## list what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' Makefile

report: ## install what is needed, make the example reports, print where they are
	@$(PYTHON) tools/bootstrap.py requirements.lock
	@$(BIN)/poverty-analysis run --workers 2 params/*.yaml
	@$(BIN)/poverty-analysis index
	@echo "Reports: $(CURDIR)/outputs/index.html"
	@echo "More commands: .venv/bin/poverty-analysis --help"

test: ## run style, type and all other tests
	@$(PYTHON) tools/bootstrap.py requirements-dev.lock
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/pytest --numprocesses=logical --dist=loadfile --no-loadscope-reorder

mutants: ## small faults in the core that no test notices; some modules: make mutants ONLY="values law"
	@$(PYTHON) tools/bootstrap.py requirements-dev.lock
	@$(BIN)/python -m tools.mutants $(ONLY)

lab: ## open the notebooks in JupyterLab
	@$(PYTHON) tools/bootstrap.py requirements-lab.lock
	@$(BIN)/python -m tools.lab

lock: ## write the lock files again (needs uv); newest versions: tools/lock.sh --upgrade
	@tools/lock.sh

clean: ## remove .venv and caches; reports in outputs/ stay
	rm -rf .venv dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
