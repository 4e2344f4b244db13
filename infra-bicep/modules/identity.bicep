import { Tags } from '../types.bicep'

metadata description = 'The identity that the function app signs in with, everywhere.'

@description('The name of the identity.')
param name string

@description('The region.')
param location string

@description('Tags of the identity.')
param tags Tags

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: name
  location: location
  tags: tags
}

@description('The resource id.')
output id string = identity.id

@description('What settings call the identity by.')
output clientId string = identity.properties.clientId

@description('What role assignments call the identity by.')
output principalId string = identity.properties.principalId
