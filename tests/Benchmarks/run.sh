#!/usr/bin/env bash
# Measures the gateway beside nginx and the bare upstream on this machine, interleaved; prints ratios. Arguments: rounds (7).
set -euo pipefail
cd "$(dirname "$0")/../.."
exec dotnet run -c Release --project tests/Benchmarks -- proxies "$@"
