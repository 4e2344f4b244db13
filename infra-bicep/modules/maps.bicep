import { Tags } from '../types.bicep'

metadata description = 'Azure Maps, which places addresses. It has no keys: the function app calls it with its identity.'

@description('The name of the account.')
param name string

@description('The region.')
param location string

@description('Tags of the account.')
param tags Tags

@description('The object id of the function app\'s identity.')
param principalId string

@description('The built-in role Azure Maps Search and Render Data Reader.')
var searchReader = '6be48352-4f82-47c9-8d5e-0acacefdb005'

resource account 'Microsoft.Maps/accounts@2023-06-01' = {
  name: name
  location: location
  tags: tags
  kind: 'Gen2'
  sku: { name: 'G2' }
  properties: { disableLocalAuth: true }
}

resource reader 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(account.id, 'function app', searchReader)
  scope: account
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', searchReader)
  }
}

@description('What callers name the account by.')
output clientId string = account.properties.uniqueId
