import { CityProgram, EncryptionKeyId, MailServer, Plan } from 'types.bicep'

metadata description = 'A camera registry in a resource group of its own. See docs/deploy.md.'

targetScope = 'subscription'

@description('What sets this registry apart from others of the subscription, such as dev or prod.')
@minLength(1)
@maxLength(32)
param environmentName string

@description('The region of everything but the site\'s and Azure Maps\' management.')
param location string = deployment().location

@description('The region that manages the site; there are only a few of them.')
@allowed([
  'centralus'
  'eastasia'
  'eastus2'
  'westeurope'
  'westus2'
])
param siteLocation string

@description('The region of the Azure Maps account; there are only a few of them.')
@allowed([
  'eastus'
  'northeurope'
  'westcentralus'
  'westeurope'
  'westus2'
])
param mapsLocation string

@description('How much machine the function app gets.')
param plan Plan

@description('How many copies of the data are kept, and where.')
param storageSku 'Standard_LRS' | 'Standard_ZRS' | 'Standard_GRS' | 'Standard_GZRS'

@description('For how many days deleted blobs and containers can be brought back.')
@minValue(1)
@maxValue(365)
param recoveryDays int

@description('How many days logs are kept.')
@minValue(30)
@maxValue(730)
param logRetentionDays int

@description('The tier of the web pages.')
param siteSku 'Free' | 'Standard'

@description('Where the web pages are for the public, as https://cameras.example.org, without a slash at the end. Empty: at the site\'s own address. Printed placards lead there.')
@maxLength(120)
param siteUrl string

@description('The client id of the app registration that stands for the API.')
@minLength(36)
@maxLength(36)
param apiClientId string

@description('The Microsoft Entra tenant of the agency\'s members.')
@minLength(36)
@maxLength(36)
param tenantId string = tenant().tenantId

@description('What names the city\'s program.')
param city CityProgram

@description('The ids of the keys that seal personal data, the current one first. Their secrets must be in the vault before the app starts.')
@minLength(1)
param encryptionKeys EncryptionKeyId[]

@description('The mail server; without one no mail is sent.')
param mail MailServer?

@description('Whether a registration counts only once its owner has used the link in a mail. Left out: with a mail server it does.')
param confirmation ('required' | 'off')?

@description('Whether the case numbers of disclosures are kept from the owners whom they are about.')
param withholdCaseNumbers bool = false

@description('Tags that find the resources of this registry.')
var tags = {
  'azd-env-name': environmentName
  application: 'camera-registry'
}

@description('Makes names unique in the world, and the same at each deployment.')
var suffix = uniqueString(subscription().id, environmentName, location)

resource group 'Microsoft.Resources/resourceGroups@2025-04-01' = {
  name: 'rg-camera-registry-${environmentName}'
  location: location
  tags: tags
}

module identity 'modules/identity.bicep' = {
  scope: group
  params: {
    name: 'id-registry-${suffix}'
    location: location
    tags: tags
  }
}

module monitoring 'modules/monitoring.bicep' = {
  scope: group
  params: {
    workspaceName: 'log-registry-${suffix}'
    insightsName: 'appi-registry-${suffix}'
    location: location
    tags: tags
    retentionInDays: logRetentionDays
    principalId: identity.outputs.principalId
  }
}

module storage 'modules/storage.bicep' = {
  scope: group
  params: {
    name: 'streg${suffix}'
    location: location
    tags: tags
    sku: storageSku
    recoveryDays: recoveryDays
    principalId: identity.outputs.principalId
  }
}

module maps 'modules/maps.bicep' = {
  scope: group
  params: {
    name: 'map-registry-${suffix}'
    location: mapsLocation
    tags: tags
    principalId: identity.outputs.principalId
  }
}

module vault 'modules/vault.bicep' = {
  scope: group
  params: {
    name: 'kv-reg-${suffix}'
    location: location
    tags: tags
    principalId: identity.outputs.principalId
  }
}

module site 'modules/site.bicep' = {
  scope: group
  params: {
    name: 'stapp-registry-${suffix}'
    location: siteLocation
    tags: tags
    sku: siteSku
  }
}

module functions 'modules/functions.bicep' = {
  scope: group
  params: {
    name: 'func-registry-${suffix}'
    planName: 'asp-registry-${suffix}'
    location: location
    tags: tags
    plan: plan
    identityId: identity.outputs.id
    identityClientId: identity.outputs.clientId
    blobEndpoint: storage.outputs.blobEndpoint
    queueEndpoint: storage.outputs.queueEndpoint
    tableEndpoint: storage.outputs.tableEndpoint
    insightsConnectionString: monitoring.outputs.connectionString
    mapsClientId: maps.outputs.clientId
    vaultName: vault.outputs.name
    encryptionKeys: encryptionKeys
    mail: mail
    confirmation: confirmation
    withholdCaseNumbers: withholdCaseNumbers
    authority: uri(environment().authentication.loginEndpoint, '${tenantId}/v2.0')
    audiences: [
      apiClientId
      'api://${apiClientId}'
    ]
    city: city
    siteUrl: empty(siteUrl) ? site.outputs.origin : siteUrl
    origins: empty(siteUrl) ? [site.outputs.origin] : [site.outputs.origin, siteUrl]
  }
}

@description('The resource group.')
output AZURE_RESOURCE_GROUP string = group.name

@description('The name of the function app.')
output REGISTRY_FUNCTION_APP string = functions.outputs.name

@description('The name of the key vault, which waits for its secrets.')
output REGISTRY_KEY_VAULT string = vault.outputs.name

@description('The name of the static web app.')
output REGISTRY_STATIC_WEB_APP string = site.outputs.name

@description('Where the API is.')
output REGISTRY_API_URL string = functions.outputs.url

@description('Where the web pages are, unless a custom domain leads there.')
output REGISTRY_SITE_ORIGIN string = site.outputs.origin
