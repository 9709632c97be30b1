# Writes what a deployment leaves to data: where the services are, what the gateway serves, first keys.
$ErrorActionPreference = 'Stop'

dotnet run --project src/Hosting.Azure.Setup --configuration Release -- "infra/config/$env:TOLLGATE_PROFILE"
if ($LASTEXITCODE -ne 0) {
  exit $LASTEXITCODE
}
Write-Host "The gateway is at $env:TOLLGATE_GATEWAY_URL"
