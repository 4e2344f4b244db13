#!/bin/sh
# Publishes the web pages, with the addresses and ids of this registry in them. The repository's own files stay as they are.
#
#   site.sh            assembles them in publish/site and publishes them
#   site.sh assemble   only assembles them
set -eu
. "$(dirname "$0")/common.sh"

cd "$repository"
# The build brings what the pages use from npm packages.
if [ ! -e web/vendor/uswds/uswds.css ] || [ ! -e web/vendor/msal/msal-browser.min.js ]; then
  dotnet build functions --verbosity quiet
fi
rm -rf publish/site
mkdir -p publish
cp -R web publish/site
rm -f publish/site/styles/*.scss
REGISTRY_API_URL=$(output REGISTRY_API_URL)
REGISTRY_TENANT_ID=$(output REGISTRY_TENANT_ID)
REGISTRY_API_CLIENT_ID=$(output REGISTRY_API_CLIENT_ID)
REGISTRY_PROGRAM=$(output REGISTRY_PROGRAM)
export REGISTRY_API_URL REGISTRY_TENANT_ID REGISTRY_API_CLIENT_ID REGISTRY_PROGRAM
node "$folder/site-settings.mjs" publish/site
[ "${1:-publish}" = publish ] || exit 0

# The token is read from the environment, where no list of processes shows it.
SWA_CLI_DEPLOYMENT_TOKEN=$(az staticwebapp secrets list --name "$(output REGISTRY_STATIC_WEB_APP)" --query properties.apiKey --output tsv)
export SWA_CLI_DEPLOYMENT_TOKEN
npx --yes @azure/static-web-apps-cli@2.0.10 deploy publish/site --env production
