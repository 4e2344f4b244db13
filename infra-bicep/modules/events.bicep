import { Tags } from '../types.bicep'

metadata description = 'The events of the storage account, which say that a placard is to be drawn. The topic is made at once; the subscription in the second stage, when the app runs and the Functions host has made the key that its address needs.'

@description('The name of the topic.')
param name string

@description('The region of the storage account.')
param location string

@description('Tags of the topic.')
param tags Tags

@description('The name of the storage account.')
param storageName string

@description('The name of the container of events that could not be delivered.')
param deadLetters string

@description('The name of the function app.')
param appName string

@description('Whether the app runs, so that events can be delivered to it.')
param areDelivered bool

@description('The built-in role Storage Blob Data Contributor.')
var blobDataContributor = 'ba92f5b4-2d11-453d-a403-e96b0029c9fe'

resource account 'Microsoft.Storage/storageAccounts@2025-06-01' existing = {
  name: storageName

  resource blobs 'blobServices' existing = {
    name: 'default'

    resource undelivered 'containers' existing = {
      name: deadLetters
    }
  }
}

resource app 'Microsoft.Web/sites@2024-11-01' existing = {
  name: appName
}

resource topic 'Microsoft.EventGrid/systemTopics@2025-02-15' = {
  name: name
  location: location
  tags: tags
  identity: { type: 'SystemAssigned' }
  properties: {
    source: account.id
    topicType: 'Microsoft.Storage.StorageAccounts'
  }
}

resource writer 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(account::blobs::undelivered.id, topic.id, blobDataContributor)
  scope: account::blobs::undelivered
  properties: {
    principalId: topic.identity.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', blobDataContributor)
  }
}

// The key is looked up while the address is written. It is no parameter, no output and no setting, and Event Grid shows the
// address without it.
resource subscription 'Microsoft.EventGrid/systemTopics/eventSubscriptions@2025-02-15' = if (areDelivered) {
  parent: topic
  name: 'placard-requests'
  properties: {
    eventDeliverySchema: 'EventGridSchema'
    destination: {
      endpointType: 'WebHook'
      properties: {
        #disable-next-line use-recognized-resource-type // Bicep does not know the type that holds the keys of a host.
        endpointUrl: 'https://${app.properties.defaultHostName}/runtime/webhooks/blobs?functionName=Host.Functions.RenderPlacard&code=${listKeys(resourceId('Microsoft.Web/sites/host', appName, 'default'), '2024-11-01').systemKeys.blobs_extension}'
        maxEventsPerBatch: 1
        preferredBatchSizeInKilobytes: 64
        minimumTlsVersionAllowed: '1.2'
      }
    }
    filter: {
      includedEventTypes: ['Microsoft.Storage.BlobCreated']
      subjectBeginsWith: '/blobServices/default/containers/placard-requests/'
      subjectEndsWith: '.json'
    }
    retryPolicy: {
      eventTimeToLiveInMinutes: 1440
      maxDeliveryAttempts: 30
    }
    deadLetterWithResourceIdentity: {
      identity: { type: 'SystemAssigned' }
      deadLetterDestination: {
        endpointType: 'StorageBlob'
        properties: {
          resourceId: account.id
          blobContainerName: deadLetters
        }
      }
    }
  }
  dependsOn: [writer]
}

@description('The resource id of the topic.')
output id string = topic.id
