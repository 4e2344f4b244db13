metadata description = 'What the platform logs about storage, vault, app and events. Left out is whatever would tell of residents or of incidents: the addresses of requests to the app, the reads of tables (a search is a read of map tiles), the addresses that Azure Maps looks up.'

@description('The resource id of the Log Analytics workspace.')
param workspaceId string

@description('The name of the storage account.')
param storageName string

@description('The name of the vault.')
param vaultName string

@description('The name of the function app.')
param appName string

@description('The name of the topic.')
param topicName string

@description('The logs of a storage service: who wrote and deleted.')
var storageLogs = [
  {
    category: 'StorageWrite'
    enabled: true
  }
  {
    category: 'StorageDelete'
    enabled: true
  }
]

resource account 'Microsoft.Storage/storageAccounts@2025-06-01' existing = {
  name: storageName

  resource blobs 'blobServices' existing = {
    name: 'default'
  }

  resource queues 'queueServices' existing = {
    name: 'default'
  }

  resource tables 'tableServices' existing = {
    name: 'default'
  }
}

resource vault 'Microsoft.KeyVault/vaults@2024-11-01' existing = {
  name: vaultName
}

resource app 'Microsoft.Web/sites@2024-11-01' existing = {
  name: appName
}

resource topic 'Microsoft.EventGrid/systemTopics@2025-02-15' existing = {
  name: topicName
}

// There is no version of diagnostic settings with groups of categories that is not a preview.
#disable-next-line use-recent-api-versions
resource ofBlobs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'registry'
  scope: account::blobs
  properties: {
    workspaceId: workspaceId
    logs: storageLogs
  }
}

#disable-next-line use-recent-api-versions
resource ofQueues 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'registry'
  scope: account::queues
  properties: {
    workspaceId: workspaceId
    logs: storageLogs
  }
}

#disable-next-line use-recent-api-versions
resource ofTables 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'registry'
  scope: account::tables
  properties: {
    workspaceId: workspaceId
    logs: storageLogs
  }
}

#disable-next-line use-recent-api-versions
resource ofVault 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'registry'
  scope: vault
  properties: {
    workspaceId: workspaceId
    logs: [
      {
        categoryGroup: 'audit'
        enabled: true
      }
    ]
  }
}

// What the host says before it can reach Application Insights, such as a setting that it refuses.
#disable-next-line use-recent-api-versions
resource ofApp 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'registry'
  scope: app
  properties: {
    workspaceId: workspaceId
    logs: [
      {
        category: 'FunctionAppLogs'
        enabled: true
      }
    ]
  }
}

#disable-next-line use-recent-api-versions
resource ofTopic 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'registry'
  scope: topic
  properties: {
    workspaceId: workspaceId
    logs: [
      {
        category: 'DeliveryFailures'
        enabled: true
      }
    ]
  }
}
