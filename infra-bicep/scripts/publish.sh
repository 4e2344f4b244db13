#!/bin/sh
# Builds the function app for the Azure Functions host and publishes it.
set -eu
. "$(dirname "$0")/common.sh"
need zip "your system's packages"

cd "$repository"
rm -rf publish/api publish/api.zip
# Compiled for the machine, a new instance answers sooner.
dotnet publish functions --configuration Release --output publish/api -p:PublishReadyToRun=true
(cd publish/api && zip --quiet --recurse-paths ../api.zip .)
az functionapp deployment source config-zip --resource-group "$(output AZURE_RESOURCE_GROUP)" --name "$(output REGISTRY_FUNCTION_APP)" --src publish/api.zip --output none
