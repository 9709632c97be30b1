#!/bin/sh
# Writes what a deployment leaves to data: where the services are, what the gateway serves, first keys.
set -eu

dotnet run --project src/Hosting.Azure.Setup --configuration Release -- "infra/config/$TOLLGATE_PROFILE"
echo "The gateway is at $TOLLGATE_GATEWAY_URL"
