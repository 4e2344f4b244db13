using 'main.bicep'

param environmentName = readEnvironmentVariable('AZURE_ENV_NAME', 'prod')
param location = readEnvironmentVariable('AZURE_LOCATION', 'eastus2')
param siteLocation = 'eastus2'
param mapsLocation = 'eastus'

param plan = {
  sku: 'P0v3'
  instances: 2
}
param storageSku = 'Standard_ZRS'
param recoveryDays = 30
param logRetentionDays = 90
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
