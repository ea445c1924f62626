#!/usr/bin/env bash
# Install what is missing, and only that. Usage: scripts/setup.sh run|check|test
#
# run    what the site needs      check   also the tools of development      test   also Chromium and poppler
#
# A second run takes about a second: each step leaves a stamp with the hash of the file it followed.
set -euo pipefail
cd "$(dirname "$0")/.."
what=${1:-run}

say() { printf '%s\n' "$*"; }
die() { printf '\n' >&2; printf '%s\n' "$@" >&2; exit 1; }

# --- system packages -------------------------------------------------------------------------
# WeasyPrint draws with Pango; without libharfbuzz-subset0 a PDF takes twenty times as long.
system_packages() {
  local wanted="libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-cjk" missing="" name
  [ "$what" = test ] && wanted="$wanted chromium-headless-shell poppler-utils"
  command -v "${PYTHON:-python3}" >/dev/null || wanted="$wanted python3 python3-venv"
  if [ ! -x .venv/bin/python ] && command -v "${PYTHON:-python3}" >/dev/null \
     && ! "${PYTHON:-python3}" -c 'import ensurepip' 2>/dev/null; then wanted="$wanted python3-venv"; fi
  if ! command -v dpkg-query >/dev/null; then
    say "不是 Debian 系统：请自行安装与下列软件包相当的组件  Not Debian, install the like of: $wanted"
    return
  fi
  for name in $wanted; do
    dpkg-query -W -f='${db:Status-Status}' "$name" 2>/dev/null | grep -qx installed || missing="$missing $name"
  done
  [ -z "$missing" ] || install_packages "$missing"
}

install_packages() {
  local install="apt-get install -y --no-install-recommends$1" as_root
  if [ "$(id -u)" = 0 ]; then as_root=""
  elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then as_root="sudo -n"
  else
    die "缺少系统软件包，安装需要管理员。请让管理员运行下面这一条命令，然后重试：" \
        "System packages are missing. Ask the administrator to run this one command, then try again:" \
        "  apt-get update && $install"
  fi
  say "安装系统软件包  Installing system packages:$1"
  export DEBIAN_FRONTEND=noninteractive
  # shellcheck disable=SC2086  # a list of words
  $as_root apt-get update -q >/dev/null || die "apt-get update 失败，请检查软件源和网络。  apt-get update failed."
  # shellcheck disable=SC2086
  $as_root env DEBIAN_FRONTEND=noninteractive $install -q >/dev/null ||
    die "软件包安装失败，请看上面的输出。  Installing failed: see above."
}

# --- Python ------------------------------------------------------------------------------------
stamped() { # file, stamp: is the stamp that of the file?
  [ -f "$2" ] && [ "$(cat "$2")" = "$(sha256sum < "$1")" ]
}
stamp() { sha256sum < "$1" > "$2"; }

python_environment() {
  local python=${PYTHON:-python3} list=runtime
  [ "$what" = run ] || list=dev
  if ! .venv/bin/python -c '' 2>/dev/null; then
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
      die "需要 Python 3.11 或更高版本（现有 $("$python" -V)）。可用 PYTHON=路径 指定。  Python 3.11 or later is needed."
    say "建立 Python 环境  Creating .venv"
    rm -rf .venv/bin .venv/lib
    "$python" -m venv .venv
  fi
  if stamped requirements/dev.txt .venv/dev.installed; then return; fi # dev holds runtime
  if stamped "requirements/$list.txt" ".venv/$list.installed"; then return; fi
  say "安装 Python 组件  Installing Python packages ($list)"
  install_python "$list"
  stamp "requirements/$list.txt" ".venv/$list.installed"
}

install_python() { # name of a list below requirements/: every file is checked against its hash
  local list="requirements/$1.txt"
  if [ ! -x .venv/bin/uv ] && ! .venv/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/bootstrap.txt; then
    die "无法从 Python 软件源下载。请检查网络；内网请先用 pip config 设置本单位的软件源。" \
        "Nothing could be fetched from the Python index: check the network or set pip's index."
  fi
  follow_pip_settings
  .venv/bin/uv pip install -q --python .venv/bin/python --require-hashes -r "$list" && return
  say "改用 pip 安装（较慢）  Falling back to pip (slower)"
  .venv/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r "$list"
}

# uv does not read pip's settings, and an office behind its own mirror has only those.
follow_pip_settings() {
  local index=${PIP_INDEX_URL:-}
  [ -n "$index" ] || index=$(.venv/bin/python -m pip config get global.index-url 2>/dev/null) || true
  if [ -n "$index" ]; then export UV_DEFAULT_INDEX="${UV_DEFAULT_INDEX:-$index}"; fi
  export UV_SYSTEM_CERTS=true UV_LINK_MODE=copy UV_PYTHON_DOWNLOADS=never
}

# --- what browsers are served --------------------------------------------------------------------
front_end() {
  stamped package-lock.json node_modules/lock.installed && return
  if ! usable_npm npm && ! usable_npm .venv/bin/npm; then
    say "没有可用的 npm（18 版以上的 node），从 PyPI 安装  Installing node from PyPI"
    install_python node
  fi
  usable_npm npm || export PATH="$PWD/.venv/bin:$PATH"
  say "安装网页组件  Installing front-end packages"
  npm ci --omit=dev --loglevel=error --no-progress ||
    die "无法下载网页组件。请检查网络；内网请先用 npm config set registry 设置本单位的软件源。" \
        "npm ci failed: check the network or set npm's registry."
  stamp package-lock.json node_modules/lock.installed
}

usable_npm() { # its node must be 18 or later
  local folder; folder=$(dirname "$(command -v "$1" 2>/dev/null || echo /nowhere/npm)")
  [ -x "$folder/node" ] && "$folder/node" -e 'process.exit(parseInt(process.versions.node) < 18 ? 1 : 0)' 2>/dev/null
}

# --- fonts ------------------------------------------------------------------------------------------
fonts() {
  [ -x scripts/fetch_fonts.sh ] || return 0
  local failed=var/fonts.failed # without a network a start should not wait for the same failure again
  if [ -n "$(find "$failed" -mmin -720 2>/dev/null)" ]; then return; fi
  if scripts/fetch_fonts.sh; then rm -f "$failed"; return; fi
  # Without package lists nothing is found; a fresh machine has none yet.
  if [ "$(id -u)" = 0 ] && apt-get update -q >/dev/null 2>&1 && scripts/fetch_fonts.sh; then return; fi
  mkdir -p var && touch "$failed"
  say "仿宋字体（FandolFang）未能取得，公文以随附的宋体代替。可删去 $failed 后再运行 make setup，或将本单位的字体放入字体目录。" \
    "FangSong fonts could not be fetched; papers use the bundled Song instead. To try again: rm $failed; make setup"
}

system_packages
python_environment
front_end
[ "$what" = check ] || fonts
