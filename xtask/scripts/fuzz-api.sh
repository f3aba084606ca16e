#!/bin/sh
# Fuzzes the API of a fresh demo with schemathesis against the description that the server itself gives.
#
#   xtask/scripts/fuzz-api.sh [PATH OF taicho] [further options of schemathesis]
#
# Needs python3 and PyPI, so it is no part of the tests. The server listens on loopback and takes only requests whose
# Host is its own, which is what schemathesis sends. Exits with the status of schemathesis.
set -eu
program=${1:-target/debug/taicho}
[ $# -gt 0 ] && shift
program=$(realpath "$program")
work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server"; rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet 'schemathesis>=4.32,<5'
"$program" --data-dir "$work/data" demo --prepare
"$program" --data-dir "$work/data" demo --port 0 >"$work/address" &
server=$!
until grep -q 'http://' "$work/address"; do
    kill -0 "$server"
    sleep 0.2
done
address=$(sed -n 's|^Taicho: \(http://[^ ]*\)/$|\1|p' "$work/address")
# Not every rule can be said in a schema: a value may have its shape and be refused with 422 all the same.
cd "$work"
"$work/venv/bin/schemathesis" run "$address/api/v1/openapi.json" \
    --max-examples 40 --seed 1 --generation-database none --exclude-checks positive_data_acceptance "$@"
