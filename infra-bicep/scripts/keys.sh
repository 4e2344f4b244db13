#!/bin/sh
# Makes the keys that the vault does not have yet. What is there is never replaced, and no key is shown, passed as an argument or
# written to a file. Whoever runs this may put secrets into the vault while it runs, and not longer.
#
#   keys.sh          the keys that seal personal data, indexes and searches
#   keys.sh mail     the password at the mail server, which is asked for
set -eu
. "$(dirname "$0")/common.sh"

vault=$(output REGISTRY_KEY_VAULT)
group=$(output AZURE_RESOURCE_GROUP)
app=$(output REGISTRY_FUNCTION_APP)
granted=

look() { # which secrets are there
  names=$(az keyvault secret list --vault-name "$vault" --query "[].name" --output tsv)
}

put() { # put NAME: the secret on standard input
  az keyvault secret set --vault-name "$vault" --name "$1" --file /dev/stdin --encoding utf-8 --output none
}

put_new_key() { # put_new_key NAME
  openssl rand -base64 32 | tr -d '\n' | put "$1"
}

put_password() {
  printf %s "$password" | put mail-smtp-password
}

signed_in() { # the object id of whoever is signed in, and what it is
  if [ "$(az account show --query user.type --output tsv)" = user ]; then
    echo "$(az ad signed-in-user show --query id --output tsv) User"
  else
    echo "$(output REGISTRY_DEPLOYER) ServicePrincipal"
  fi
}

open_vault() {
  [ -z "$granted" ] || return 0
  scope=$(az keyvault show --name "$vault" --query id --output tsv)
  self=$(signed_in)
  if [ "$(az role assignment list --assignee "${self% *}" --scope "$scope" --role "Key Vault Secrets Officer" --query "length(@)" --output tsv)" = 0 ]; then
    trap close_vault EXIT
    trap 'exit 1' INT TERM
    granted=yes
    az role assignment create --role "Key Vault Secrets Officer" --scope "$scope" \
      --assignee-object-id "${self% *}" --assignee-principal-type "${self#* }" --output none
  fi
}

close_vault() {
  az role assignment delete --role "Key Vault Secrets Officer" --scope "$scope" --assignee "${self% *}" --output none
}

made=
case ${1:-keys} in
  keys)
    wanted="encryption-index-key search-continuation-key"
    for id in $(output REGISTRY_KEY_IDS); do
      wanted="$wanted encryption-key-$(printf %s "$id" | tr _ -)"
    done
    if ! look 2> /dev/null; then
      open_vault
      until_it_works "The right to the vault" look
    fi
    for name in $wanted; do
      if printf '%s\n' "$names" | grep -qx "$name"; then
        echo "$name is there and stays as it is."
      else
        open_vault
        until_it_works "The secret $name" put_new_key "$name"
        echo "$name was made."
        made=yes
      fi
    done
    ;;
  mail)
    printf 'Password at the mail server: '
    stty -echo 2> /dev/null || true
    IFS= read -r password
    stty echo 2> /dev/null || true
    echo
    [ -n "$password" ] || fail "There is no password."
    open_vault
    until_it_works "The secret mail-smtp-password" put_password
    made=yes
    ;;
  *) fail "keys.sh knows mail, or nothing at all." ;;
esac

# The app looks its references up when its settings change and once a day; let it look now.
if [ -n "$made" ]; then
  id=$(az functionapp show --resource-group "$group" --name "$app" --query id --output tsv)
  az rest --method POST --url "$id/config/configreferences/appsettings/refresh?api-version=2022-03-01" --output none
  az functionapp restart --resource-group "$group" --name "$app"
fi
