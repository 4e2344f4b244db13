import { Network, Tags } from '../types.bicep'

metadata description = 'The virtual network with the private endpoints of storage and vault, and the zones that lead their names there.'

@description('The name of the network.')
param name string

@description('The region.')
param location string

@description('Tags of everything.')
param tags Tags

@description('Its addresses.')
param network Network

resource group 'Microsoft.Network/networkSecurityGroups@2024-07-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    securityRules: [
      {
        name: 'only-from-within'
        properties: {
          description: 'The private endpoints are for the function app.'
          access: 'Deny'
          direction: 'Inbound'
          priority: 4000
          protocol: '*'
          sourceAddressPrefix: 'Internet'
          sourcePortRange: '*'
          destinationAddressPrefix: '*'
          destinationPortRange: '*'
        }
      }
    ]
  }
}

resource virtualNetwork 'Microsoft.Network/virtualNetworks@2024-07-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    addressSpace: { addressPrefixes: [network.addresses] }
    subnets: [
      {
        name: 'functions'
        properties: {
          addressPrefix: network.functionAddresses
          networkSecurityGroup: { id: group.id }
          delegations: [
            {
              name: 'functions'
              properties: { serviceName: 'Microsoft.App/environments' }
            }
          ]
        }
      }
      {
        name: 'endpoints'
        properties: {
          addressPrefix: network.endpointAddresses
          networkSecurityGroup: { id: group.id }
          privateEndpointNetworkPolicies: 'Enabled'
        }
      }
    ]
  }

  resource functions 'subnets' existing = {
    name: 'functions'
  }

  resource endpoints 'subnets' existing = {
    name: 'endpoints'
  }
}

@description('The resource id of the subnet of the function app.')
output functions string = virtualNetwork::functions.id

@description('The resource id of the network.')
output id string = virtualNetwork.id

@description('The resource id of the subnet of the private endpoints.')
output endpoints string = virtualNetwork::endpoints.id
