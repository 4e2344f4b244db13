import { Tags } from '../types.bicep'

metadata description = 'A private endpoint, and the private zone that leads the name of what is behind it there.'

@description('The name of the endpoint.')
param name string

@description('The region of the network.')
param location string

@description('Tags of both.')
param tags Tags

@description('The resource id of what is behind the endpoint.')
param serviceId string

@description('Which of its services, such as blob.')
param service string

@description('The name of the private zone.')
param zoneName string

@description('The resource id of the network.')
param networkId string

@description('The resource id of the subnet of the endpoints.')
param subnetId string

resource zone 'Microsoft.Network/privateDnsZones@2024-06-01' = {
  name: zoneName
  location: 'global'
  tags: tags

  resource link 'virtualNetworkLinks' = {
    name: 'registry'
    location: 'global'
    tags: tags
    properties: {
      registrationEnabled: false
      virtualNetwork: { id: networkId }
    }
  }
}

resource endpoint 'Microsoft.Network/privateEndpoints@2024-07-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    subnet: { id: subnetId }
    privateLinkServiceConnections: [
      {
        name: service
        properties: {
          privateLinkServiceId: serviceId
          groupIds: [service]
        }
      }
    ]
  }

  resource names 'privateDnsZoneGroups' = {
    name: 'default'
    properties: {
      privateDnsZoneConfigs: [
        {
          name: service
          properties: { privateDnsZoneId: zone.id }
        }
      ]
    }
  }
}
