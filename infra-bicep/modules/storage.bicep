import { Firewall, Tags } from '../types.bicep'

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

@description('For how many days no line of the audit log can be changed or deleted, counted from the last line of its file.')
@minValue(1)
@maxValue(146000)
param auditRetentionDays int

@description('Whether the time that the audit log is kept has been locked. A locked one is nothing that a template may write.')
param isAuditLocked bool

@description('The object id of the function app\'s identity.')
param principalId string

@description('The name of the container of events that could not be delivered. Event Grid writes to it, the function app does not.')
param deadLetters string

@description('Who gets in from outside; left out, everybody with a token.')
param firewall Firewall?

@description('The built-in role Storage Blob Data Owner, which the Functions host asks for where it works.')
var blobDataOwner = 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b'

@description('The built-in role Storage Blob Data Contributor.')
var blobDataContributor = 'ba92f5b4-2d11-453d-a403-e96b0029c9fe'

@description('The built-in role Storage Blob Data Reader.')
var blobDataReader = '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1'

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

@description('Every blob container, and what the function app may do in it: those of the registry, of the Functions host (which would make them itself, but a role needs something to be on), of the app\'s package and of what an operator puts there.')
var containers = [
  {
    name: 'placard-requests'
    role: blobDataOwner
  }
  {
    name: 'placards'
    role: blobDataContributor
  }
  {
    name: 'audit'
    role: blobDataContributor
  }
  {
    name: 'settings'
    role: blobDataReader
  }
  {
    name: 'packages'
    role: blobDataContributor
  }
  {
    name: 'azure-webjobs-hosts'
    role: blobDataOwner
  }
  {
    name: 'azure-webjobs-secrets'
    role: blobDataOwner
  }
]

@description('Storage Queue Data Contributor and Storage Table Data Contributor, on the account: the Functions host makes a queue for the blobs that wait and tables for its own diagnostics, under names of its own.')
var accountRoles = [
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
    allowedCopyScope: 'AAD'
    defaultToOAuthAuthentication: true
    isLocalUserEnabled: false
    minimumTlsVersion: 'TLS1_2'
    // Event Grid delivers what it could not deliver from outside, as a service that Azure trusts and with an identity of its own.
    networkAcls: {
      bypass: 'AzureServices'
      defaultAction: firewall == null ? 'Allow' : 'Deny'
      ipRules: map(firewall.?operatorAddresses ?? [], address => { value: address })
    }
    publicNetworkAccess: 'Enabled'
    supportsHttpsTrafficOnly: true
  }

  // No versions: what an owner withdraws must be gone when the days of recovery are over.
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
        name: container.name
        properties: { publicAccess: 'None' }
      }
    ]

    resource undelivered 'containers' = {
      name: deadLetters
      properties: { publicAccess: 'None' }
    }
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

  resource lifecycle 'managementPolicies' = {
    name: 'default'
    properties: {
      policy: {
        rules: [
          {
            name: 'forget-what-was-asked'
            type: 'Lifecycle'
            enabled: true
            definition: {
              filters: {
                blobTypes: ['blockBlob']
                prefixMatch: ['placard-requests/', '${deadLetters}/']
              }
              actions: { baseBlob: { delete: { daysAfterModificationGreaterThan: 30 } } }
            }
          }
          {
            name: 'forget-receipts'
            type: 'Lifecycle'
            enabled: true
            definition: {
              filters: {
                blobTypes: ['blockBlob']
                prefixMatch: ['azure-webjobs-hosts/blobreceipts/']
              }
              actions: { baseBlob: { delete: { daysAfterModificationGreaterThan: 90 } } }
            }
          }
        ]
      }
    }
    dependsOn: [blobs]
  }
}

// Lines are appended and none is changed: a file grows while its day lasts, and from then on the days count.
resource auditRetention 'Microsoft.Storage/storageAccounts/blobServices/containers/immutabilityPolicies@2025-06-01' = if (!isAuditLocked) {
  name: '${name}/default/audit/default'
  properties: {
    immutabilityPeriodSinceCreationInDays: auditRetentionDays
    allowProtectedAppendWrites: true
  }
  dependsOn: [account::blobs::container]
}

resource containerAssignments 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for (container, index) in containers: {
    name: guid(account.id, container.name, 'function app', container.role)
    scope: account::blobs::container[index]
    properties: {
      principalId: principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', container.role)
    }
  }
]

resource accountAssignments 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for role in accountRoles: {
    name: guid(account.id, 'function app', role)
    scope: account
    properties: {
      principalId: principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role)
    }
  }
]

@description('The name of the account.')
output name string = account.name

@description('The resource id of the account.')
output id string = account.id

@description('The address of the container that the app\'s package lies in.')
output packages string = '${account.properties.primaryEndpoints.blob}packages'
