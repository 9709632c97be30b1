#!/usr/bin/env bash
# Measures the gateway beside nginx and the bare upstream on this machine, interleaved; prints ratios and, with --write, puts them into
# docs/performance.md. Arguments: rounds (7), --write. The gateway is published first, as it is for a deployment.
set -euo pipefail
cd "$(dirname "$0")/../.."
runtime=$(dotnet --info | awk '/^ *RID:/ { print $2; exit }')
dotnet publish src/Local -c Release -r "$runtime" --no-self-contained -v quiet
exec dotnet run -c Release --project tests/Benchmarks -- proxies "$@"
