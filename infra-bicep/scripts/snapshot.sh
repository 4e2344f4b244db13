#!/bin/sh
# Writes dev.snapshot.json and prod.snapshot.json again: what a deployment with each parameter file makes, as far as that can be
# told before it happens. dev is the first stage with nothing but what is required, prod the second with everything switched on.
# Run it after a change of the templates, and look at the difference before you commit it.
#
#   snapshot.sh [BICEP [MODE]]   BICEP is the Bicep command line, bicep where it is left out; MODE is overwrite or validate.
set -eu
cd "$(dirname "$0")/.."
bicep=${1:-bicep}
mode=${2:-overwrite}

snapshot() { # snapshot NAME VARIABLE=VALUE...
  name=$1
  shift
  env REGISTRY_API_CLIENT_ID=01234567-89ab-cdef-0123-456789abcdef REGISTRY_SITE_URL=https://cameras.springfield.example "$@" \
    "$bicep" snapshot "$name.bicepparam" --mode "$mode" --location eastus2 \
    --tenant-id fedcba98-7654-3210-fedc-ba9876543210 --subscription-id 11111111-2222-3333-4444-555555555555
}

# What this machine happens to have set must not reach the parameter files.
for variable in $(env | sed -n 's/^\(AZURE_[A-Z_]*\|REGISTRY_[A-Z_]*\)=.*/\1/p'); do
  unset "$variable"
done

snapshot dev
snapshot prod \
  REGISTRY_ALERT_EMAILS='registry@springfield.example, it@springfield.example' \
  REGISTRY_BEATS=beats.geojson \
  REGISTRY_MAIL_FROM=registry@springfield.example \
  REGISTRY_MAIL_HOST=smtp.springfield.example \
  REGISTRY_MAIL_USER_NAME='registry|application|tenant' \
  REGISTRY_OPERATOR_ADDRESSES=203.0.113.7 \
  REGISTRY_PLACARD_EVENTS=true \
  REGISTRY_PRIVATE_NETWORK=true
