#!/usr/bin/env bash
# Write the three lock files again.  Versions stay as they are unless asked:
#   tools/lock.sh --upgrade              newest versions of everything
#   tools/lock.sh --upgrade-package X    newest version of X
# Needs uv (on PATH, or named by UV).  The files hold names, versions and hashes, no addresses.
set -euo pipefail
cd "$(dirname "$0")/.."

uv=${UV:-uv}
if ! command -v "$uv" >/dev/null; then
    echo "tools/lock.sh needs uv; install it with: pipx install uv" >&2
    exit 4
fi

compile() { # output, then extra arguments for uv
    local output=$1
    shift
    "$uv" pip compile --quiet --universal --generate-hashes --no-header --no-emit-index-url \
        --python-version 3.11 --group build --output-file "$output" "$@" pyproject.toml
}

# Each lock is held to the ones before it, so that all three fit into one environment.
compile requirements.lock "$@"
compile requirements-dev.lock -c requirements.lock --extra dev "$@"
compile requirements-lab.lock -c requirements.lock -c requirements-dev.lock --extra lab "$@"

if grep -nE '://|index-url|find-links' requirements*.lock; then
    echo "tools/lock.sh: the lines above hold an address; a lock must not" >&2
    exit 1
fi
