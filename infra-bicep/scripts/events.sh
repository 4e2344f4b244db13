#!/bin/sh
# The second stage: has the storage account's events delivered to the app, so that placards are drawn. The address of the delivery
# holds a key that the Functions host makes when the app first runs, and Event Grid asks the app whether it wants the events. So the app
# must be published and run before. The template reads the key itself; it passes through no script.
set -eu
. "$(dirname "$0")/common.sh"

api=$(output REGISTRY_API_URL)
group=$(output AZURE_RESOURCE_GROUP)
app=$(output REGISTRY_FUNCTION_APP)

runs() {
  curl --silent --show-error --fail --max-time 30 --output /dev/null "$api/api/health"
}

has_key() {
  [ "$(az functionapp keys list --resource-group "$group" --name "$app" --query "systemKeys.blobs_extension != null" --output tsv)" = true ]
}

until_it_works "$api/api/health answers 200" runs
until_it_works "The Functions host makes its key for blob events" has_key

export REGISTRY_PLACARD_EVENTS=true
if [ -d "$repository/.azure/$environment" ] && command -v azd > /dev/null 2>&1; then
  # What azd provisions from now on has the second stage in it.
  azd env set REGISTRY_PLACARD_EVENTS true --environment "$environment"
fi
sh "$folder/resources.sh"
