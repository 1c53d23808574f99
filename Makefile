# What there is to run: `make help`. Each target installs what it lacks; a second call needs no network.

# The interpreter that .venv is made with, e.g. `make test PYTHON=python3.13`.
PYTHON ?= python3
BIN = .venv/bin

# Tests of one module share what they have made.
PARALLEL = -n auto --dist loadfile --no-loadscope-reorder

.PHONY: help digest preview test coverage bench clean

help: ## этот список
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' Makefile

digest: .venv/ready-digest ## составить дайджест из input/ в output/
	@# 1 and 3 are no failures: the digest is made, and what is wrong with the reports is said above.
	$(BIN)/digest build || case $$? in 1|3) ;; *) exit 1 ;; esac

preview: .venv/ready-preview ## смотреть дайджест в браузере, пока его правят
	$(BIN)/digest preview

test: .venv/ready-test ## проверить всё: стиль, типы, тесты
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest $(PARALLEL)

coverage: .venv/ready-test ## назвать строки, которых не проверяет ни один тест; вдвое дольше, чем test
	$(BIN)/pytest $(PARALLEL) --cov

bench: .venv/ready-bench ## измерить скорость и сравнить с другими программами
	$(BIN)/python bench/run.py
	$(BIN)/python bench/intake.py
	$(BIN)/python bench/preview.py
	$(BIN)/python bench/quality.py
	$(BIN)/python bench/mailing.py
	$(BIN)/python bench/printing.py
	$(BIN)/python bench/killed.py

clean: ## убрать установленное и временное; input/ и output/ остаются
	rm -rf .venv build dist .coverage .coverage.* .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find generator tests bench -name __pycache__ -prune -exec rm -rf {} + 2>/dev/null || true

# What is installed depends on pyproject.toml alone: the package itself is linked, not copied.
.venv/ready-%: pyproject.toml
	@sh .ci/install $* "$(PYTHON)"
