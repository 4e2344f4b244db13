using 'main.bicep'

param environmentName = readEnvironmentVariable('AZURE_ENV_NAME', 'prod')
param location = readEnvironmentVariable('AZURE_LOCATION', 'eastus2')
param siteLocation = 'eastus2'
param mapsLocation = 'eastus'

// Nothing runs, and nothing is paid for, while nobody calls.
param scale = {
  instanceMemory: 2048
  maximumInstances: 100
  alwaysReady: 0
  zoneRedundant: true
}
param storageSku = 'Standard_ZRS'
param recoveryDays = 30
// Ten years, or what the city's records schedule says; docs/deploy.md tells how to lock it.
param auditRetentionDays = 3653
param logRetentionDays = 90
param dailyLogGigabytes = 5
param siteSku = 'Standard'

// Printed placards lead there: set it before the first one is printed, and keep it.
param siteUrl = readEnvironmentVariable('REGISTRY_SITE_URL')
param apiClientId = readEnvironmentVariable('REGISTRY_API_CLIENT_ID')

// The city's own program in place of the sample.
param city = {
  programName: 'CHICAGO Plan Camera Registry'
  cityName: 'Chicago'
  state: 'IL'
  postalCode: '60601'
  agency: 'Chicago Police Department'
  contact: {
    email: 'camera-registry@example.org'
    phone: '+1 312 555 0100'
    url: 'https://cameras.example.org/help'
  }
  languages: ['en']
  termsVersion: '2026-11'
}

// The current key first; their secrets are in the vault. docs/operations.md says how a new one takes over.
param encryptionKeys = ['k1']

@description('Without it no mail is sent. The password is the secret mail-smtp-password of the vault.')
var mailHost = readEnvironmentVariable('REGISTRY_MAIL_HOST', '')
param mail = empty(mailHost)
  ? null
  : {
      host: mailHost
      port: 587
      from: readEnvironmentVariable('REGISTRY_MAIL_FROM', '')
      userName: readEnvironmentVariable('REGISTRY_MAIL_USER_NAME', '')
    }
param withholdCaseNumbers = false

@description('Without it registrations have no beat. The file lies in the container settings; docs/deploy.md says how it gets there.')
var beatFile = readEnvironmentVariable('REGISTRY_BEATS', '')
param beats = empty(beatFile) ? null : { blob: beatFile }
param limits = {
  searchesPerMinute: 60
  disclosuresPerMinute: 30
}

@description('Who is told when something is wrong, with commas between the addresses.')
var alertAddresses = readEnvironmentVariable('REGISTRY_ALERT_EMAILS', '')
param alertEmails = empty(alertAddresses) ? [] : split(replace(alertAddresses, ' ', ''), ',')

@description('Whether storage and vault are reached through a virtual network only.')
var isPrivate = readEnvironmentVariable('REGISTRY_PRIVATE_NETWORK', 'false') == 'true'
@description('Public addresses that reach them from outside all the same, with commas between them.')
var operatorAddresses = readEnvironmentVariable('REGISTRY_OPERATOR_ADDRESSES', '')
param network = isPrivate
  ? {
      addresses: '10.40.0.0/24'
      functionAddresses: '10.40.0.0/26'
      endpointAddresses: '10.40.0.64/27'
      operatorAddresses: empty(operatorAddresses) ? [] : split(replace(operatorAddresses, ' ', ''), ',')
    }
  : null

// The second stage; scripts/events.sh sets it once the app runs.
param placardEvents = readEnvironmentVariable('REGISTRY_PLACARD_EVENTS', 'false') == 'true'
