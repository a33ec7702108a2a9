PORT ?= 8000
BIN := .venv/bin
PYTEST := $(BIN)/pytest -q
TURTLE := data ontology shapes tests/shapes

.PHONY: help serve test check bench build lock setup setup-dev

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

serve: build ## set everything up, build the release and serve it on http://127.0.0.1:$(PORT)
	$(BIN)/ghtld serve --port $(PORT)

test: check ## set everything up and prove it
	$(PYTEST) -n auto -m "not browser and not reasoner and not mutation"
	$(PYTEST) -m browser
	$(PYTEST) -m reasoner
	$(PYTEST) -m mutation

check: setup-dev ## format, lint, types, contracts, messages, data, shapes: under a minute
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/turtlefmt --check $(TURTLE)
	$(BIN)/python tools/write_docs.py --check
	$(BIN)/python tools/check_messages.py
	$(BIN)/python tools/check_ontology.py
	$(BIN)/ghtld check

bench: setup-dev ## measure everything beside its peers, as ratios; wants an hour of a quiet machine
	$(BIN)/python -m benchmarks

lock: ## write requirements/: the newest versions that fit, with the hashes of their files
	@tools/lock.sh --upgrade

build: setup
	$(BIN)/ghtld build

setup:
	@tools/setup.sh run

setup-dev:
	@tools/setup.sh dev
