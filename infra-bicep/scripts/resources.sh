#!/bin/sh
# Makes or changes the resources. A deployment deletes none, so an event subscription that is there stays.
#
#   resources.sh           does it
#   resources.sh what-if   shows what it would do
set -eu
. "$(dirname "$0")/common.sh"

export AZURE_ENV_NAME="$environment"
case ${1:-create} in
  create) set -- create --output none ;;
  what-if) set -- what-if ;;
  *) fail "resources.sh knows what-if, or nothing at all." ;;
esac
verb=$1
shift
az deployment sub "$verb" --name "registry-$environment" --location "${AZURE_LOCATION:-eastus2}" \
  --parameters "$repository/infra-bicep/$parameters.bicepparam" "$@"
