# What the scripts beside this one share; they source it.
# shellcheck shell=sh

folder=$(cd "$(dirname "$0")" && pwd)
repository=$(cd "$folder/../.." && pwd)
environment=${AZURE_ENV_NAME:-dev}
# The parameter file, dev or prod: what azure.yaml says unless REGISTRY_PARAMETERS says otherwise.
parameters=${REGISTRY_PARAMETERS:-$(sed -n 's/^  module: *\([a-z]*\).*/\1/p' "$repository/azure.yaml")}
# How many seconds to wait between two looks at something that takes its time in Azure, and how often to look.
pause=${REGISTRY_PAUSE:-10}
looks=${REGISTRY_LOOKS:-60}

fail() { # fail SENTENCE...: says what is wrong and ends
  printf '%s\n' "$*" >&2
  exit 1
}

need() { # need COMMAND WHERE: ends if the command is missing
  command -v "$1" > /dev/null 2>&1 || fail "$1 is missing: install it from $2."
}

# The value of an output of the deployment. azd puts it into the environment; without azd it is asked for in Azure.
output() { # output NAME
  value=$(printenv "$1" || true)
  if [ -z "$value" ]; then
    value=$(az deployment sub show --name "registry-$environment" --query properties.outputs --output json | node "$folder/output.mjs" "$1")
  fi
  [ -n "$value" ] || fail "The deployment registry-$environment has no output $1: make the resources first."
  printf '%s\n' "$value"
}

# Runs a command until it succeeds, or for the last time.
until_it_works() { # until_it_works WHAT COMMAND...
  what=$1
  shift
  tries=0
  until "$@" 2> /dev/null; do
    tries=$((tries + 1))
    if [ "$tries" -ge "$looks" ]; then
      # The last try says why.
      "$@" || fail "$what did not come about. Mend the cause, and run this again: it goes on where it was."
      return
    fi
    [ "$tries" -gt 1 ] || printf 'Waiting: %s ...\n' "$what"
    sleep "$pause"
  done
}
