# Every target stands alone: `make run` on a fresh machine does all that is missing.
PORT ?= 8000
PYTHON := .venv/bin/python

.PHONY: help setup run test check tools check-code check-templates check-migrations check-imports lock

help:
	@echo "make run [PORT=8000]  安装所缺，准备数据，启动（Ctrl-C 停止）  install, prepare, serve"
	@echo "make test             SQLite 与 PostgreSQL 上的全部测试        the whole suite"
	@echo "make check            代码、模板、迁移、引用方向              static checks"
	@echo "make setup            只安装                                  install only"

setup:
	@scripts/setup.sh run

run: setup
	@$(PYTHON) manage.py prepare --skip-checks
	@$(if $(filter false no 0,$(ZHIAN_DEMO)),,$(PYTHON) manage.py demo --skip-checks)
	@exec $(PYTHON) manage.py up --port $(PORT)

test:
	@scripts/setup.sh test
	@exec $(PYTHON) scripts/run_tests.py $(ARGS)

check: check-code check-templates check-migrations check-imports

tools:
	@scripts/setup.sh check

check-code: tools
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m ruff format --check .

check-templates: tools
	@$(PYTHON) -m djlint --lint --quiet templates

check-migrations: tools
	@$(PYTHON) manage.py makemigrations --check --dry-run --skip-checks
	@$(PYTHON) manage.py check

# The drawing at its head is left out.
check-imports: tools
	@PYTHONPATH=. .venv/bin/lint-imports --no-logo

# After changing requirements/*.in; names no index in what it writes.
lock:
	@scripts/setup.sh check
	@for name in bootstrap node runtime dev; do \
	  .venv/bin/uv pip compile --quiet --generate-hashes --no-emit-index-url --no-header \
	    --python-version 3.11 requirements/$$name.in -o requirements/$$name.txt || exit 1; done
