#!/bin/sh
# All of it without the Azure Developer CLI: resources, keys, app, pages, events. It can run as often as you like.
#
#   deploy.sh dev|prod
set -eu
case ${1:-} in
  dev | prod) ;;
  *)
    echo "deploy.sh dev or deploy.sh prod: which parameter file?" >&2
    exit 1
    ;;
esac
export REGISTRY_PARAMETERS="$1"
export AZURE_ENV_NAME="${AZURE_ENV_NAME:-$1}"
cd "$(dirname "$0")"
for step in check resources keys publish site events; do
  echo "== $step"
  sh "./$step.sh"
done
