import { Tags } from '../types.bicep'

metadata description = 'Where logs and traces go. Nobody gets in with a key: the function app sends with its identity.'

@description('The name of the Log Analytics workspace.')
param workspaceName string

@description('The name of the Application Insights component.')
param insightsName string

@description('The region.')
param location string

@description('Tags of both.')
param tags Tags

@description('How many days logs are kept.')
@minValue(30)
@maxValue(730)
param retentionInDays int

@description('How many gigabytes of logs a day are taken; the rest of the day is lost. It bounds the bill when somebody floods the API.')
@minValue(1)
param dailyGigabytes int

@description('The object id of the identity that sends.')
param principalId string

@description('The built-in role Monitoring Metrics Publisher, which sending takes.')
var metricsPublisher = '3913510d-42f4-4e42-8a64-420c390055eb'

resource workspace 'Microsoft.OperationalInsights/workspaces@2025-02-01' = {
  name: workspaceName
  location: location
  tags: tags
  properties: {
    sku: { name: 'PerGB2018' }
    retentionInDays: retentionInDays
    workspaceCapping: { dailyQuotaGb: dailyGigabytes }
    features: {
      disableLocalAuth: true
      enableLogAccessUsingOnlyResourcePermissions: true
    }
  }
}

resource insights 'Microsoft.Insights/components@2020-02-02' = {
  name: insightsName
  location: location
  tags: tags
  kind: 'web'
  properties: {
    Application_Type: 'web'
    WorkspaceResourceId: workspace.id
    IngestionMode: 'LogAnalytics'
    DisableLocalAuth: true
    DisableIpMasking: false
  }
}

resource sender 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(insights.id, 'function app', metricsPublisher)
  scope: insights
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', metricsPublisher)
  }
}

@description('Where telemetry is sent. It is an address: without a token of the identity nothing is accepted.')
output connectionString string = insights.properties.ConnectionString

@description('The resource id of the Log Analytics workspace.')
output workspaceId string = workspace.id
