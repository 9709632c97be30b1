#!/bin/sh
# Says which services are deployed, and finds, makes or asks for the app registration whose tokens the gateway takes.
set -eu

case "${TOLLGATE_PROFILE:-full}" in
  full) azd env set TOLLGATE_SERVICES true ;;
  gateway) azd env set TOLLGATE_SERVICES false ;;
  *) echo "TOLLGATE_PROFILE is '$TOLLGATE_PROFILE': set it to full or gateway." >&2; exit 1 ;;
esac

if [ -n "${TOLLGATE_CLIENT_ID:-}" ]; then
  exit 0
fi

name="tollgate-$AZURE_ENV_NAME"
id=''
if command -v az >/dev/null 2>&1 && az account show >/dev/null 2>&1; then
  id=$(az ad app list --display-name "$name" --query '[0].appId' --output tsv || true)
  if [ -z "$id" ]; then
    id=$(az ad app create --display-name "$name" --sign-in-audience AzureADMyOrg --query appId --output tsv || true)
  fi
fi

if [ -z "$id" ] && [ -t 0 ]; then
  printf 'No app registration %s could be found or made. Client id of one to use (empty: none): ' "$name"
  read -r id
fi

if [ -z "$id" ]; then
  echo "Without an app registration the gateway takes API keys only. To take tokens: azd env set TOLLGATE_CLIENT_ID <client id>"
  # No token has this audience.
  id='00000000-0000-0000-0000-000000000000'
fi

azd env set TOLLGATE_CLIENT_ID "$id"
