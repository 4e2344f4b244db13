#!/bin/sh
# Looks whether a deployment can succeed, before it starts: tools, sign-in, what only the city knows, and what the subscription offers.
set -eu
. "$(dirname "$0")/common.sh"

need az https://learn.microsoft.com/cli/azure/install-azure-cli
need dotnet https://dotnet.microsoft.com/download
need node https://nodejs.org
need openssl https://openssl-library.org
need curl https://curl.se

az account show --output none 2> /dev/null || fail "Nobody is signed in: run az login."

printf '%s' "${REGISTRY_API_CLIENT_ID:-}" | grep -Eq '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$' \
  || fail "REGISTRY_API_CLIENT_ID must be the client id of the app registration: docs/deploy.md, step 1."
case ${REGISTRY_SITE_URL:-} in
  '') [ "$parameters" = dev ] || fail "REGISTRY_SITE_URL must be the public address of the pages, such as https://cameras.example.org: printed placards lead there." ;;
  */) fail "REGISTRY_SITE_URL must not end with a slash." ;;
  https://*) ;;
  *) fail "REGISTRY_SITE_URL must begin with https://." ;;
esac
[ -z "${REGISTRY_MAIL_HOST:-}" ] || [ -n "${REGISTRY_MAIL_FROM:-}" ] || fail "REGISTRY_MAIL_FROM must be the address that mails come from."

location=${AZURE_LOCATION:-eastus2}
az functionapp list-flexconsumption-runtimes --location "$location" --runtime dotnet-isolated --query "[?version=='10.0'] | length(@)" --output tsv 2> /dev/null \
  | grep -qx 1 || fail "Flex Consumption has no .NET 10 in $location. Set AZURE_LOCATION to one of: $(az functionapp list-flexconsumption-locations --query "[].name" --output tsv | tr '\n' ' ')"

for provider in Microsoft.AlertsManagement Microsoft.App Microsoft.EventGrid Microsoft.Insights Microsoft.KeyVault Microsoft.ManagedIdentity \
  Microsoft.Maps Microsoft.Network Microsoft.OperationalInsights Microsoft.Storage Microsoft.Web; do
  if [ "$(az provider show --namespace "$provider" --query registrationState --output tsv)" != Registered ]; then
    printf 'Registering %s for the subscription ...\n' "$provider"
    az provider register --namespace "$provider" --wait
  fi
done
