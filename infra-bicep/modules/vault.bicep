import { Firewall, Tags } from '../types.bicep'

metadata description = 'The key vault. It is made empty: the secrets are put there by hand, so that no template and no deployment knows them.'

@description('The name of the vault, unique in the world.')
@minLength(3)
@maxLength(24)
param name string

@description('The region.')
param location string

@description('Tags of the vault.')
param tags Tags

@description('The object id of the function app\'s identity.')
param principalId string

@description('Who gets in from outside; left out, everybody with a token.')
param firewall Firewall?

@description('The built-in role Key Vault Secrets User, which reads secrets and changes none.')
var secretsUser = '4633458b-17de-408a-b874-0445c86b69e6'

// Who loses the keys loses the data: what is deleted can be brought back for as long as Azure allows, and nobody can purge it.
resource vault 'Microsoft.KeyVault/vaults@2024-11-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    tenantId: tenant().tenantId
    sku: {
      family: 'A'
      name: 'standard'
    }
    enableRbacAuthorization: true
    enableSoftDelete: true
    softDeleteRetentionInDays: 90
    enablePurgeProtection: true
    enabledForDeployment: false
    enabledForDiskEncryption: false
    enabledForTemplateDeployment: false
    networkAcls: {
      bypass: 'None'
      defaultAction: firewall == null ? 'Allow' : 'Deny'
      ipRules: map(firewall.?operatorAddresses ?? [], address => { value: address })
    }
    publicNetworkAccess: 'Enabled'
  }
}

resource reader 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(vault.id, 'function app', secretsUser)
  scope: vault
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', secretsUser)
  }
}

@description('What references name the vault by.')
output name string = vault.name

@description('The resource id of the vault.')
output id string = vault.id
