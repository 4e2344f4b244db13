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

@description('Alerts that a query decides: each fires when its query finds a row.')
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
    description: 'More than five runs in a quarter of an hour ended with an exception or an answer of 500 and above.'
    severity: 1
    frequency: 'PT15M'
    window: 'PT15M'
    query: 'AppRequests | where toint(ResultCode) >= 500 or (Success == false and isempty(Url)) | summarize Failures = sum(ItemCount) | where Failures > 5'
  }
  {
    name: 'no-heartbeat'
    title: 'The registry shows no sign of life'
    description: 'A timer that runs every 15 minutes has not succeeded for an hour.'
    severity: 1
    frequency: 'PT15M'
    window: 'PT1H'
    query: 'AppRequests | where Name == "ResumeStalledRegistrations" and Success == true | summarize Runs = count() | where Runs == 0'
  }
  {
    name: 'latency'
    title: 'The API is slow'
    description: 'One answer in twenty took longer than three seconds, of at least twenty in half an hour.'
    severity: 3
    frequency: 'PT30M'
    window: 'PT30M'
    query: 'AppRequests | where isnotempty(Url) | summarize Slow = percentile(DurationMs, 95), Requests = sum(ItemCount) | where Requests >= 20 and Slow > 3000'
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
