#!/usr/bin/env bash
# Measures the gateway beside nginx and the bare upstream on this machine, interleaved; prints ratios and, with --write, puts them into
# docs/performance.md. Arguments: rounds (7), --write. The gateway is published first, as it is for a deployment. With TOLLGATE_BENCH_YARP, the
# path of a program, YARP's bare forwarder takes part; docs/performance.md has the program.
set -euo pipefail
cd "$(dirname "$0")/../.."
runtime=$(dotnet --info | awk '/^ *RID:/ { print $2; exit }')
dotnet publish src/Local -c Release -r "$runtime" -v quiet
exec dotnet run -c Release --project tests/Benchmarks -- proxies "$@"
