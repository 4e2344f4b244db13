import { Tags } from '../types.bicep'

metadata description = 'What somebody is told of by e-mail. No query reads a name or an address; they count.'

@description('The name of the action group.')
param name string

@description('The region of the workspace.')
param location string

@description('Tags of everything.')
param tags Tags

@description('Who is told.')
@minLength(1)
param emails string[]

@description('The resource id of the Log Analytics workspace.')
param workspaceId string

@description('The resource id of the topic.')
param topicId string

@description('Alerts that a query decides: each fires when its query finds a row. docs/telemetry.md says what the metrics are.')
var queries = [
  {
    name: 'poison-queue'
    title: 'A poison queue is not empty'
    description: 'Work failed for good and waits there. docs/operations.md says what each queue means.'
    severity: 2
    frequency: 'PT15M'
    window: 'P2D'
    query: 'StorageQueueLogs | where OperationName in ("PutMessage", "DeleteMessage") and StatusCode in ("201", "204") | extend Queue = extract("/([a-z0-9-]+-poison)/messages", 1, tolower(Uri)) | where isnotempty(Queue) | summarize Waiting = countif(OperationName == "PutMessage") - countif(OperationName == "DeleteMessage") by Queue | where Waiting > 0'
  }
  {
    name: 'failures'
    title: 'Functions fail'
    description: 'More than five runs in a quarter of an hour threw, or were answered with 500.'
    severity: 1
    frequency: 'PT15M'
    window: 'PT15M'
    query: 'AppMetrics | where Name == "registry.failures" or (Name == "http.server.request.duration" and toint(Properties["http.response.status_code"]) >= 500) | summarize Failures = sum(iff(Name == "registry.failures", Sum, toreal(ItemCount))) | where Failures > 5'
  }
  {
    name: 'no-heartbeat'
    title: 'The registry shows no sign of life'
    description: 'No process of the registry has run for an hour, although a timer starts one every five minutes.'
    severity: 1
    frequency: 'PT15M'
    window: 'PT1H'
    query: 'AppMetrics | where Name == "registry.heartbeat" | summarize Beats = count() | where Beats == 0'
  }
  {
    name: 'health'
    title: 'A part of the storage does not answer'
    description: 'Tables, queues or blobs did not answer in three looks of a quarter of an hour.'
    severity: 1
    frequency: 'PT15M'
    window: 'PT15M'
    query: 'AppMetrics | where Name == "registry.health" and Min < 1 | summarize Looks = count() by Part = tostring(Properties["part"]) | where Looks >= 3'
  }
  {
    name: 'latency'
    title: 'The API is slow'
    description: 'Answers took longer than three seconds on average, at least twenty of them in half an hour.'
    severity: 3
    frequency: 'PT30M'
    window: 'PT30M'
    query: 'AppMetrics | where Name == "http.server.request.duration" | summarize Requests = sum(ItemCount), Seconds = sum(Sum) | where Requests >= 20 and Seconds / Requests > 3'
  }
  {
    name: 'backlog'
    title: 'Registrations are slow to arrive'
    description: 'A registration waited longer than five minutes in a queue, or for its place or its placard.'
    severity: 3
    frequency: 'PT30M'
    window: 'PT30M'
    query: 'AppMetrics | where Name in ("registry.queue.age", "registry.step.duration") and Max > 300 | summarize Slow = count() | where Slow > 0'
  }
]

resource group 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: name
  location: 'global'
  tags: tags
  properties: {
    groupShortName: 'registry'
    enabled: true
    emailReceivers: [
      for (email, index) in emails: {
        name: 'operator-${index}'
        emailAddress: email
        useCommonAlertSchema: true
      }
    ]
  }
}

resource rules 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [
  for alert in queries: {
    name: '${name}-${alert.name}'
    location: location
    tags: tags
    kind: 'LogAlert'
    properties: {
      displayName: alert.title
      description: alert.description
      enabled: true
      severity: alert.severity
      scopes: [workspaceId]
      evaluationFrequency: alert.frequency
      windowSize: alert.window
      autoMitigate: true
      // The workspace has no such table before the first log comes.
      skipQueryValidation: true
      criteria: {
        allOf: [
          {
            query: alert.query
            timeAggregation: 'Count'
            operator: 'GreaterThan'
            threshold: 0
            failingPeriods: {
              numberOfEvaluationPeriods: 1
              minFailingPeriodsToAlert: 1
            }
          }
        ]
      }
      actions: { actionGroups: [group.id] }
    }
  }
]

resource undelivered 'Microsoft.Insights/metricAlerts@2026-01-01' = {
  name: '${name}-undelivered'
  location: 'global'
  tags: tags
  properties: {
    description: 'A request for a placard could not be delivered to the app for a day. The upkeep asks again; find out what refused it.'
    enabled: true
    severity: 2
    scopes: [topicId]
    evaluationFrequency: 'PT15M'
    windowSize: 'PT1H'
    autoMitigate: true
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          criterionType: 'StaticThresholdCriterion'
          name: 'undelivered'
          metricNamespace: 'Microsoft.EventGrid/systemTopics'
          metricName: 'DeadLetteredCount'
          timeAggregation: 'Total'
          operator: 'GreaterThan'
          threshold: 0
        }
      ]
    }
    actions: [{ actionGroupId: group.id }]
  }
}
