import { CityProgram, EncryptionKeyId, MailServer, Plan, Tags } from '../types.bicep'

metadata description = 'The function app and the machines it runs on.'

@description('The name of the function app, unique in the world.')
param name string

@description('The name of the App Service plan.')
param planName string

@description('The region.')
param location string

@description('Tags of both.')
param tags Tags

@description('How much machine the app gets.')
param plan Plan

@description('The resource id of the app\'s identity.')
param identityId string

@description('The client id of the app\'s identity.')
param identityClientId string

@description('The address of the blobs.')
param blobEndpoint string

@description('The address of the queues.')
param queueEndpoint string

@description('The address of the tables.')
param tableEndpoint string

@description('Where telemetry is sent.')
param insightsConnectionString string

@description('The client id of the Azure Maps account.')
param mapsClientId string

@description('Who signs the access tokens of the agency\'s members.')
param authority string

@description('Whom those tokens are for: the app registration of the API, by client id and by URI.')
@minLength(1)
param audiences string[]

@description('What names the city\'s program.')
param city CityProgram

@description('The name of the key vault.')
param vaultName string

@description('The ids of the keys that seal personal data, the current one first.')
@minLength(1)
param encryptionKeys EncryptionKeyId[]

@description('The mail server; without one no mail is sent.')
param mail MailServer?

@description('Whether a registration counts only once its owner has used the link in a mail; the app decides where it is left out.')
param confirmation ('required' | 'off')?

@description('Whether the case numbers of disclosures are kept from the owners whom they are about.')
param withholdCaseNumbers bool

@description('Where the web pages are for the public.')
param siteUrl string

@description('Origins whose pages may call the API.')
@minLength(1)
param origins string[]

@description('What a setting holds in place of a secret. It names no version: the app follows the vault.')
func secretIn(vaultName string, secretName string) string =>
  '@Microsoft.KeyVault(VaultName=${vaultName};SecretName=${secretName})'

@description('Settings of the Functions host.')
var hostSettings = {
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identityClientId};Authorization=AAD'
  APPLICATIONINSIGHTS_CONNECTION_STRING: insightsConnectionString
  AzureWebJobsStorage__blobServiceUri: blobEndpoint
  AzureWebJobsStorage__clientId: identityClientId
  AzureWebJobsStorage__credential: 'managedidentity'
  AzureWebJobsStorage__queueServiceUri: queueEndpoint
  AzureWebJobsStorage__tableServiceUri: tableEndpoint
  FUNCTIONS_EXTENSION_VERSION: '~4'
  FUNCTIONS_WORKER_RUNTIME: 'dotnet-isolated'
  SCM_DO_BUILD_DURING_DEPLOYMENT: 'false'
  WEBSITE_RUN_FROM_PACKAGE: '1'
}

@description('Settings of the registry.')
var registrySettings = {
  Authentication__Schemes__Bearer__Authority: authority
  AzureMaps__ClientId: mapsClientId
  AzureMaps__ManagedIdentityClientId: identityClientId
  City__Agency: city.agency
  City__CityName: city.cityName
  City__Contact__Email: city.contact.email
  City__Contact__Phone: city.contact.phone
  City__Contact__Url: city.contact.url
  City__PostalCode: city.postalCode
  City__ProgramName: city.programName
  City__SiteUrl: siteUrl
  City__State: city.state
  City__TermsVersion: city.termsVersion
  Disclosures__WithholdCaseNumbers: withholdCaseNumbers ? 'true' : 'false'
  Encryption__CurrentKey: encryptionKeys[0]
  Encryption__IndexKey: secretIn(vaultName, 'encryption-index-key')
  Geocoder: 'azureMaps'
  Search__ContinuationKey: secretIn(vaultName, 'search-continuation-key')
}

@description('The keys that seal personal data, a setting each. Names of secrets have no underscores.')
var keySettings = toObject(
  encryptionKeys,
  id => 'Encryption__Keys__${id}',
  id => secretIn(vaultName, 'encryption-key-${replace(id, '_', '-')}')
)

@description('The mail server, where there is one.')
var mailSettings = mail == null
  ? {}
  : {
      Mail__From: mail!.from
      Mail__Smtp__Host: mail!.host
      Mail__Smtp__Port: string(mail!.port)
    }

@description('How the app signs in to the mail server, where that asks.')
var mailSignInSettings = empty(mail.?userName)
  ? {}
  : {
      Mail__Smtp__Password: secretIn(vaultName, 'mail-smtp-password')
      Mail__Smtp__UserName: mail!.userName
    }

@description('Whether owners confirm their address, where the city has decided that itself.')
var confirmationSettings = confirmation == null ? {} : { Confirmation: confirmation! }

@description('Whom tokens are for, a setting each.')
var audienceSettings = toObject(
  range(0, length(audiences)),
  index => 'Authentication__Schemes__Bearer__ValidAudiences__${index}',
  index => audiences[index]
)

@description('The languages, a setting each.')
var languageSettings = toObject(
  range(0, length(city.languages)),
  index => 'City__Languages__${index}',
  index => city.languages[index]
)

@description('The words on the placard, where the city has its own.')
var placardSettings = city.?placard == null
  ? {}
  : {
      City__Placard__Check: city.placard!.check
      City__Placard__CodeLabel: city.placard!.codeLabel
      City__Placard__Headline: city.placard!.headline
      City__Placard__Statement: city.placard!.statement
      City__Placard__ValidThrough: city.placard!.validThrough
    }

@description('The names of the months, where the city has its own words, a setting each.')
var monthSettings = toObject(
  range(0, city.?placard == null ? 0 : 12),
  index => 'City__Placard__Months__${index}',
  index => city.placard!.months[index]
)

resource machines 'Microsoft.Web/serverfarms@2024-11-01' = {
  name: planName
  location: location
  tags: tags
  kind: 'linux'
  sku: {
    name: plan.sku
    capacity: plan.instances
  }
  properties: { reserved: true }
}

resource app 'Microsoft.Web/sites@2024-11-01' = {
  name: name
  location: location
  tags: union(tags, { 'azd-service-name': 'api' })
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${identityId}': {} }
  }
  properties: {
    serverFarmId: machines.id
    clientAffinityEnabled: false
    httpsOnly: true
    keyVaultReferenceIdentity: identityId
    siteConfig: {
      alwaysOn: true
      cors: { allowedOrigins: origins }
      ftpsState: 'Disabled'
      http20Enabled: true
      linuxFxVersion: 'DOTNET-ISOLATED|10.0'
      minTlsVersion: '1.2'
      scmMinTlsVersion: '1.2'
    }
  }

  resource settings 'config' = {
    name: 'appsettings'
    properties: union(
      hostSettings,
      registrySettings,
      keySettings,
      mailSettings,
      mailSignInSettings,
      confirmationSettings,
      audienceSettings,
      languageSettings,
      placardSettings,
      monthSettings
    )
  }

  // Nobody deploys with a password: tokens of Microsoft Entra ID only.
  resource ftp 'basicPublishingCredentialsPolicies' = {
    name: 'ftp'
    properties: { allow: false }
  }

  resource scm 'basicPublishingCredentialsPolicies' = {
    name: 'scm'
    properties: { allow: false }
  }
}

@description('The name of the function app.')
output name string = app.name

@description('Where the API is.')
output url string = 'https://${app.properties.defaultHostName}'
