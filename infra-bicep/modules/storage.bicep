import { Tags } from '../types.bicep'

metadata description = 'The storage account: what the registry keeps, and what the Functions host keeps for itself.'

@description('The name of the account, unique in the world.')
@minLength(3)
@maxLength(24)
param name string

@description('The region.')
param location string

@description('Tags of the account.')
param tags Tags

@description('How many copies are kept, and where.')
param sku 'Standard_LRS' | 'Standard_ZRS' | 'Standard_GRS' | 'Standard_GZRS'

@description('For how many days deleted blobs and containers can be brought back. What owners withdraw stays that long too.')
@minValue(1)
@maxValue(365)
param recoveryDays int

@description('The object id of the function app\'s identity.')
param principalId string

@description('Every table of the registry.')
var tables = [
  'Registrations'
  'IdempotencyKeys'
  'OwnerIndex'
  'Disclosures'
  'EncryptionKeys'
  'CameraMap'
  'PlacardCodes'
  'Reviews'
  'AuditHeads'
]

@description('Every queue of the registry, and where the Functions host puts the messages and blobs that failed for good.')
var queues = [
  'geocode-requests'
  'geocode-requests-poison'
  'mail-requests'
  'mail-requests-poison'
  'webjobs-blobtrigger-poison'
]

@description('Every blob container of the registry. The Functions host makes its own.')
var containers = [
  'placard-requests'
  'placards'
  'audit'
]

@description('The built-in roles that the registry and the Functions host need: Storage Blob Data Owner, Storage Queue Data Contributor, Storage Table Data Contributor.')
var roles = [
  'b7e6dc6d-f1e8-4753-8033-0f276bb0955b'
  '974c5e8b-45b9-4653-ba55-5f855dd0fb88'
  '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3'
]

resource account 'Microsoft.Storage/storageAccounts@2025-06-01' = {
  name: name
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: { name: sku }
  properties: {
    accessTier: 'Hot'
    allowBlobPublicAccess: false
    allowCrossTenantReplication: false
    allowSharedKeyAccess: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
  }

  resource blobs 'blobServices' = {
    name: 'default'
    properties: {
      deleteRetentionPolicy: {
        enabled: true
        days: recoveryDays
      }
      containerDeleteRetentionPolicy: {
        enabled: true
        days: recoveryDays
      }
    }

    resource container 'containers' = [
      for container in containers: {
        name: container
        properties: { publicAccess: 'None' }
      }
    ]
  }

  resource queueService 'queueServices' = {
    name: 'default'

    resource queue 'queues' = [
      for queue in queues: {
        name: queue
      }
    ]
  }

  resource tableService 'tableServices' = {
    name: 'default'

    resource table 'tables' = [
      for table in tables: {
        name: table
      }
    ]
  }
}

resource assignments 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for role in roles: {
    name: guid(account.id, 'function app', role)
    scope: account
    properties: {
      principalId: principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role)
    }
  }
]

// A blob trigger that scans its container switches the storage logs of the account on when it starts, and the host stops
// where it may not. The built-in role with that right, Storage Account Contributor, could also delete the account and
// bring its keys back.
resource blobServiceSettings 'Microsoft.Authorization/roleDefinitions@2022-04-01' = {
  name: guid(account.id, 'blob service settings')
  properties: {
    roleName: 'Blob service settings of ${name}'
    description: 'Reads and changes the settings of the blob service, such as its logs.'
    type: 'CustomRole'
    assignableScopes: [resourceGroup().id]
    permissions: [
      {
        actions: [
          'Microsoft.Storage/storageAccounts/blobServices/read'
          'Microsoft.Storage/storageAccounts/blobServices/write'
        ]
      }
    ]
  }
}

resource blobServiceSettingsAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(account.id, 'function app', blobServiceSettings.name)
  scope: account
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: blobServiceSettings.id
  }
}

@description('The address of the blobs.')
output blobEndpoint string = account.properties.primaryEndpoints.blob

@description('The address of the queues.')
output queueEndpoint string = account.properties.primaryEndpoints.queue

@description('The address of the tables.')
output tableEndpoint string = account.properties.primaryEndpoints.table
