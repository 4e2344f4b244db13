import { Beats, CityProgram, EncryptionKeyId, Limits, MailServer, Scale, Tags } from '../types.bicep'

metadata description = 'The function app on its Flex Consumption plan.'

@description('The name of the function app, unique in the world.')
param name string

@description('The name of the plan.')
param planName string

@description('The region.')
param location string

@description('Tags of both.')
param tags Tags

@description('How far the app grows.')
param scale Scale

@description('The resource id of the app\'s identity.')
param identityId string

@description('The client id of the app\'s identity.')
param identityClientId string

@description('The name of the storage account.')
param storageName string

@description('The address of the container that the app\'s own package lies in.')
param packages string

@description('The resource id of the subnet of the instances, where there is a virtual network.')
param subnetId string?

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

@description('The map of beats, where there is one.')
param beats Beats?

@description('How much an officer may do in a minute.')
param limits Limits

@description('Where the web pages are for the public.')
param siteUrl string

@description('Origins whose pages may call the API.')
@minLength(1)
param origins string[]

@description('What a setting holds in place of a secret. It names no version: the app follows the vault.')
func secretIn(vaultName string, secretName string) string =>
  '@Microsoft.KeyVault(VaultName=${vaultName};SecretName=${secretName})'

@description('Settings of the Functions host. What Flex Consumption takes from functionAppConfig, such as the runtime, is no setting there.')
var hostSettings = {
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identityClientId};Authorization=AAD'
  APPLICATIONINSIGHTS_CONNECTION_STRING: insightsConnectionString
  AzureWebJobsStorage__accountName: storageName
  AzureWebJobsStorage__clientId: identityClientId
  AzureWebJobsStorage__credential: 'managedidentity'
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
  Limits__DisclosuresPerMinute: string(limits.disclosuresPerMinute)
  Limits__SearchesPerMinute: string(limits.searchesPerMinute)
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

@description('What the city may decide itself about its mails.')
var mailChoices = [
  {
    name: 'Mail__FromName'
    value: mail.?fromName ?? ''
  }
  {
    name: 'Mail__ReplyTo'
    value: mail.?replyTo ?? ''
  }
  {
    name: 'Mail__RetryDelay'
    value: mail.?retryDelay ?? ''
  }
  {
    name: 'Mail__Smtp__Security'
    value: mail.?security ?? ''
  }
  {
    name: 'Mail__Smtp__Timeout'
    value: mail.?timeout ?? ''
  }
]

@description('What the city has decided, a setting each.')
var mailChoiceSettings = toObject(
  filter(mailChoices, choice => !empty(choice.value)),
  choice => choice.name,
  choice => choice.value
)

@description('How the app signs in to the mail server, where that asks.')
var mailSignInSettings = empty(mail.?userName)
  ? {}
  : {
      Mail__Smtp__Password: secretIn(vaultName, 'mail-smtp-password')
      Mail__Smtp__UserName: mail!.userName
    }

@description('The map of beats, where there is one.')
var beatSettings = beats == null
  ? {}
  : {
      Beats__Blob: 'settings/${beats!.blob}'
      Beats__Property: beats.?property ?? 'beat'
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

resource plan 'Microsoft.Web/serverfarms@2024-11-01' = {
  name: planName
  location: location
  tags: tags
  kind: 'functionapp'
  sku: {
    name: 'FC1'
    tier: 'FlexConsumption'
  }
  properties: {
    reserved: true
    zoneRedundant: scale.zoneRedundant
  }
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
    serverFarmId: plan.id
    clientAffinityEnabled: false
    httpsOnly: true
    keyVaultReferenceIdentity: identityId
    // Residents and officers call it from anywhere; what it keeps is behind the virtual network.
    publicNetworkAccess: 'Enabled'
    virtualNetworkSubnetId: subnetId
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: packages
          authentication: {
            type: 'UserAssignedIdentity'
            userAssignedIdentityResourceId: identityId
          }
        }
      }
      runtime: {
        name: 'dotnet-isolated'
        version: '10.0'
      }
      scaleAndConcurrency: {
        instanceMemoryMB: scale.instanceMemory
        maximumInstanceCount: scale.maximumInstances
        alwaysReady: scale.alwaysReady == 0
          ? []
          : [
              {
                name: 'http'
                instanceCount: scale.alwaysReady
              }
            ]
        triggers: { http: { perInstanceConcurrency: 16 } }
      }
    }
    siteConfig: {
      cors: { allowedOrigins: origins }
      http20Enabled: true
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
      mailChoiceSettings,
      mailSignInSettings,
      beatSettings,
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

@description('The resource id of the function app.')
output id string = app.id
