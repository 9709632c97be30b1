# Says which services are deployed, and finds, makes or asks for the app registration whose tokens the gateway takes.
$ErrorActionPreference = 'Stop'

switch ($env:TOLLGATE_PROFILE) {
  { -not $_ -or $_ -eq 'full' } { azd env set TOLLGATE_SERVICES true; break }
  'gateway' { azd env set TOLLGATE_SERVICES false; break }
  default { Write-Error "TOLLGATE_PROFILE is '$_': set it to full or gateway." }
}

if ($env:TOLLGATE_CLIENT_ID) {
  exit 0
}

$name = "tollgate-$env:AZURE_ENV_NAME"
$id = ''
if (Get-Command az -ErrorAction SilentlyContinue) {
  az account show --output none 2>$null
  if ($LASTEXITCODE -eq 0) {
    $id = az ad app list --display-name $name --query '[0].appId' --output tsv
    if (-not $id) {
      $id = az ad app create --display-name $name --sign-in-audience AzureADMyOrg --query appId --output tsv
    }
  }
}

if (-not $id -and -not [Console]::IsInputRedirected) {
  $id = Read-Host "No app registration $name could be found or made. Client id of one to use (empty: none)"
}

if (-not $id) {
  Write-Host 'Without an app registration the gateway takes API keys only. To take tokens: azd env set TOLLGATE_CLIENT_ID <client id>'
  # No token has this audience.
  $id = '00000000-0000-0000-0000-000000000000'
}

azd env set TOLLGATE_CLIENT_ID $id
