import { Beats, CityProgram, EncryptionKeyId, Limits, MailServer, Network, ProgramOfPages, Scale } from 'types.bicep'

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

@description('How far the function app grows.')
param scale Scale

@description('How many copies of the data are kept, and where.')
param storageSku 'Standard_LRS' | 'Standard_ZRS' | 'Standard_GRS' | 'Standard_GZRS'

@description('For how many days deleted blobs and containers can be brought back.')
@minValue(1)
@maxValue(365)
param recoveryDays int

@description('For how many days no line of the audit log can be changed or deleted.')
@minValue(1)
@maxValue(146000)
param auditRetentionDays int

@description('Whether those days have been locked by hand, which is for good. docs/deploy.md says how.')
param isAuditLocked bool = false

@description('How many days logs are kept.')
@minValue(30)
@maxValue(730)
param logRetentionDays int

@description('How many gigabytes of logs a day are taken.')
@minValue(1)
param dailyLogGigabytes int

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

@description('The map of police beats; without one a registration has no beat.')
param beats Beats?

@description('How much an officer may do in a minute.')
param limits Limits = {
  searchesPerMinute: 60
  disclosuresPerMinute: 30
}

@description('Who is told by e-mail when something is wrong. Nobody: there are no alerts.')
param alertEmails string[] = []

@description('A virtual network for storage and vault; without one they are reached over the internet, with a token.')
param network Network?

@description('The second stage: whether the app is published and runs, so that events can be delivered to it. docs/deploy.md says why.')
param placardEvents bool = false

@description('Tags that find the resources of this registry.')
var tags = {
  'azd-env-name': environmentName
  application: 'camera-registry'
}

@description('Makes names unique in the world, and the same at each deployment.')
var suffix = uniqueString(subscription().id, environmentName, location)

@description('The names that several modules go by.')
var names = {
  storage: 'streg${suffix}'
  vault: 'kv-reg-${suffix}'
  app: 'func-registry-${suffix}'
  topic: 'evgt-registry-${suffix}'
  deadLetters: 'placard-events-undelivered'
}

@description('With a virtual network nobody gets in from outside but operators.')
var firewall = network == null ? null : { operatorAddresses: network!.operatorAddresses }

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
    dailyGigabytes: dailyLogGigabytes
    principalId: identity.outputs.principalId
  }
}

module privateNetwork 'modules/network.bicep' = if (network != null) {
  scope: group
  params: {
    name: 'vnet-registry-${suffix}'
    location: location
    tags: tags
    network: network!
  }
}

module storage 'modules/storage.bicep' = {
  scope: group
  params: {
    name: names.storage
    location: location
    tags: tags
    sku: storageSku
    recoveryDays: recoveryDays
    auditRetentionDays: auditRetentionDays
    isAuditLocked: isAuditLocked
    deadLetters: names.deadLetters
    principalId: identity.outputs.principalId
    firewall: firewall
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
    name: names.vault
    location: location
    tags: tags
    principalId: identity.outputs.principalId
    firewall: firewall
  }
}

@description('What is reached through the virtual network: the service of a resource, and the zone of its names.')
var privateServices = [
  {
    service: 'blob'
    resource: 'storage'
    zone: 'privatelink.blob.${environment().suffixes.storage}'
  }
  {
    service: 'queue'
    resource: 'storage'
    zone: 'privatelink.queue.${environment().suffixes.storage}'
  }
  {
    service: 'table'
    resource: 'storage'
    zone: 'privatelink.table.${environment().suffixes.storage}'
  }
  {
    service: 'vault'
    resource: 'vault'
    // The names of vaults end otherwise in other clouds; this is the public one.
    zone: 'privatelink.vaultcore.azure.net'
  }
]

module endpoints 'modules/endpoint.bicep' = [
  for private in privateServices: if (network != null) {
    scope: group
    params: {
      name: 'pe-${private.service}-${suffix}'
      location: location
      tags: tags
      serviceId: private.resource == 'vault' ? vault.outputs.id : storage.outputs.id
      service: private.service
      zoneName: private.zone
      networkId: privateNetwork!.outputs.id
      subnetId: privateNetwork!.outputs.endpoints
    }
  }
]

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
    name: names.app
    planName: 'asp-registry-${suffix}'
    location: location
    tags: tags
    scale: scale
    identityId: identity.outputs.id
    identityClientId: identity.outputs.clientId
    storageName: storage.outputs.name
    packages: storage.outputs.packages
    subnetId: privateNetwork.?outputs.functions
    insightsConnectionString: monitoring.outputs.connectionString
    mapsClientId: maps.outputs.clientId
    vaultName: vault.outputs.name
    encryptionKeys: encryptionKeys
    mail: mail
    confirmation: confirmation
    withholdCaseNumbers: withholdCaseNumbers
    beats: beats
    limits: limits
    authority: uri(environment().authentication.loginEndpoint, '${tenantId}/v2.0')
    audiences: [
      apiClientId
      'api://${apiClientId}'
    ]
    city: city
    siteUrl: empty(siteUrl) ? site.outputs.origin : siteUrl
    origins: empty(siteUrl) ? [site.outputs.origin] : [site.outputs.origin, siteUrl]
  }
  // The app looks for its package and its secrets through the endpoints as soon as it is there.
  dependsOn: [endpoints]
}

module events 'modules/events.bicep' = {
  scope: group
  params: {
    name: names.topic
    location: location
    tags: tags
    storageName: names.storage
    deadLetters: names.deadLetters
    appName: names.app
    areDelivered: placardEvents
  }
  dependsOn: [storage, functions]
}

module diagnostics 'modules/diagnostics.bicep' = {
  scope: group
  params: {
    workspaceId: monitoring.outputs.workspaceId
    storageName: names.storage
    vaultName: names.vault
    appName: names.app
    topicName: names.topic
  }
  dependsOn: [storage, vault, functions, events]
}

module alerts 'modules/alerts.bicep' = if (!empty(alertEmails)) {
  scope: group
  params: {
    name: 'alert-registry-${suffix}'
    location: location
    tags: tags
    emails: alertEmails
    workspaceId: monitoring.outputs.workspaceId
    topicId: events.outputs.id
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

@description('The name of the storage account.')
output REGISTRY_STORAGE_ACCOUNT string = storage.outputs.name

@description('The tenant whose members sign in.')
output REGISTRY_TENANT_ID string = tenantId

@description('The app registration of the API.')
output REGISTRY_API_CLIENT_ID string = apiClientId

@description('The object id of whoever deployed last: who may put the keys into the vault.')
output REGISTRY_DEPLOYER string = deployer().objectId

@description('The ids of the keys that seal personal data, which the vault needs secrets for.')
output REGISTRY_KEY_IDS string = join(encryptionKeys, ' ')

@description('What the web pages say of the program.')
output REGISTRY_PROGRAM ProgramOfPages = {
  name: city.programName
  city: city.cityName
  state: city.state
  agency: city.agency
  contact: city.contact
  termsVersion: city.termsVersion
}
