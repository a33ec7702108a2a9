#!/bin/sh
# Write requirements/: from the ranges of pyproject.toml the exact versions, with the hashes of their files.
# «lock.sh» keeps every version that still fits; «lock.sh --upgrade» takes the newest that fit.
# What is in several sets has one version. Nothing is built but owlready2, which has no wheel.
set -eu
cd "$(dirname "$0")/.."
upgrade=${1:-}
uv=.venv/bin/uv
[ -x .venv/bin/pip ] || tools/setup.sh run
# Only uv itself is taken from the lock that is about to be written.
.venv/bin/pip install -q --disable-pip-version-check --require-hashes -r requirements/lock.txt

compile() { # $1: name of the set, then what it is made of
    name=$1
    shift
    # shellcheck disable=SC2086
    $uv pip compile -q --universal --python-version 3.11 --generate-hashes \
        --only-binary :all: --no-binary owlready2 --custom-compile-command "make lock" \
        $upgrade "$@" -o "requirements/$name.txt" >/dev/null
}

check_files() { # every Python and processor must find files of these versions
    for python in 3.11 3.12 3.13 3.14; do
        for processor in x86_64 aarch64; do
            echo "requirements/: Python $python, $processor" >&2
            $uv pip install -q --dry-run --target .venv/none --require-hashes -r requirements/dev.txt \
                -r requirements/build.txt --python-version $python \
                --python-platform $processor-manylinux_2_28
        done
    done
}

build_system() {
    .venv/bin/python -c 'import tomllib
print(*tomllib.load(open("pyproject.toml", "rb"))["build-system"]["requires"], sep="\n")'
}

compile dev pyproject.toml --extra dev
compile run pyproject.toml -c requirements/dev.txt
build_system | compile build - --group build -c requirements/dev.txt
compile npm --group npm -c requirements/dev.txt
compile lock --group lock -c requirements/dev.txt
check_files
