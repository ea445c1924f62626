# Every target stands alone: `make run` on a fresh machine does all that is missing.
PORT ?= 8000
PYTHON := .venv/bin/python

.PHONY: help setup run test check lock

help:
	@echo "make run [PORT=8000]  安装所缺，准备数据，启动（Ctrl-C 停止）  install, prepare, serve"
	@echo "make test             SQLite 与 PostgreSQL 上的全部测试        the whole suite"
	@echo "make check            代码、模板、迁移、引用方向              static checks"
	@echo "make setup            只安装                                  install only"

setup:
	@scripts/setup.sh run

run: setup
	@$(PYTHON) manage.py prepare
	@$(if $(filter false no 0,$(ZHIAN_DEMO)),,$(PYTHON) manage.py demo)
	@exec $(PYTHON) manage.py up --port $(PORT)

test:
	@scripts/setup.sh test
	@exec $(PYTHON) scripts/run_tests.py $(ARGS)

check:
	@scripts/setup.sh check
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m ruff format --check .
	@$(PYTHON) -m djlint --lint --quiet templates
	@$(PYTHON) manage.py makemigrations --check --dry-run
	@$(PYTHON) manage.py check
	@.venv/bin/lint-imports

# After changing requirements/*.in; names no index in what it writes.
lock:
	@scripts/setup.sh check
	@for name in bootstrap node runtime dev; do \
	  .venv/bin/uv pip compile --quiet --generate-hashes --no-emit-index-url --no-header \
	    --python-version 3.11 requirements/$$name.in -o requirements/$$name.txt || exit 1; done
