#!/bin/sh
# The whole registry on the real Azure Functions host: Core Tools run the worker build against Azurite, placard requests are told to the
# host's blob webhook as Event Grid would, and the tests of the HTTP interface go through it from the outside. Everything is in a folder
# of its own, on loopback ports, and ends with the script.
#
#   .github/scripts/core-tools.sh          needs func (npm package azure-functions-core-tools 4), the .NET 10 SDK, Node.js, openssl, curl
#
# REGISTRY_PORT (7071) is the host's port; Azurite takes 10000 to 10002.
set -eu
cd "$(dirname "$0")/../.."
port=${REGISTRY_PORT:-7071}
work=$(mktemp -d)
processes=

end() {
  code=$?
  trap - EXIT INT TERM
  for process in $processes; do
    kill "$process" 2> /dev/null || true
  done
  for process in $processes; do
    wait "$process" 2> /dev/null || true
  done
  if [ "$code" -ne 0 ] && [ -e "$work/func.log" ]; then
    echo "== the end of the host's log"
    tail -n 100 "$work/func.log"
  fi
  rm -rf "$work"
  exit "$code"
}
trap end EXIT
trap 'exit 1' INT TERM

for tool in func dotnet node openssl curl; do
  command -v "$tool" > /dev/null 2>&1 || {
    echo "$tool is missing." >&2
    exit 1
  }
done

await() { # await ADDRESS SECONDS PROCESS: until it answers at all, or the process has ended
  left=$2
  until curl --silent --output /dev/null --max-time 5 "$1"; do
    left=$((left - 1))
    if [ "$left" -le 0 ] || ! kill -0 "$3" 2> /dev/null; then
      echo "$1 does not answer." >&2
      return 1
    fi
    sleep 1
  done
}

echo "== build both ways"
dotnet publish functions --configuration Release --output "$work/app"
dotnet build

echo "== storage"
node node_modules/azurite/dist/src/azurite.js --silent --skipApiVersionCheck --disableTelemetry --location "$work/azurite" \
  --blobHost 127.0.0.1 --queueHost 127.0.0.1 --tableHost 127.0.0.1 > "$work/azurite.log" 2>&1 &
processes="$processes $!"
await http://127.0.0.1:10000/ 60 "$!"

echo "== host"
REGISTRY_SIGNING_KEY=$(openssl rand -base64 32)
export REGISTRY_SIGNING_KEY
cp local.settings.sample.json "$work/app/local.settings.json"
(
  cd "$work/app"
  # The environment wins over the file.
  export AzureWebJobsStorage=UseDevelopmentStorage=true FUNCTIONS_WORKER_RUNTIME=dotnet-isolated FUNCTIONS_CORE_TOOLS_TELEMETRY_OPTOUT=1
  export Geocoder=streetGrid Mailer=none Confirmation=off Limits__SearchesPerMinute=1000 Limits__DisclosuresPerMinute=1000
  export Encryption__KeyFile="$work/keys.json"
  export Authentication__Schemes__Bearer__ValidIssuer=registry-tests Authentication__Schemes__Bearer__ValidAudience=registry
  export Authentication__Schemes__Bearer__SigningKeys__0__Issuer=registry-tests
  export Authentication__Schemes__Bearer__SigningKeys__0__Value="$REGISTRY_SIGNING_KEY"
  exec func start --no-build --port "$port"
) > "$work/func.log" 2>&1 &
processes="$processes $!"
await "http://127.0.0.1:$port/api/health" 180 "$!"

echo "== placard requests"
AzureWebJobsStorage=UseDevelopmentStorage=true dotnet run --project functions --no-build -- raise-placard-events "http://127.0.0.1:$port" > "$work/events.log" 2>&1 &
processes="$processes $!"

echo "== tests"
REGISTRY_OFFICER_TOKEN=$(node tests/AnyHost/token.mjs Registry.Officer)
REGISTRY_COORDINATOR_TOKEN=$(node tests/AnyHost/token.mjs Registry.Coordinator)
REGISTRY_AUDITOR_TOKEN=$(node tests/AnyHost/token.mjs Registry.Auditor)
export REGISTRY_OFFICER_TOKEN REGISTRY_COORDINATOR_TOKEN REGISTRY_AUDITOR_TOKEN
unset REGISTRY_SIGNING_KEY
REGISTRY_URL="http://127.0.0.1:$port" dotnet test --no-build --filter Host=Any
