using 'main.bicep'

param environmentName = readEnvironmentVariable('AZURE_ENV_NAME', 'dev')
param location = readEnvironmentVariable('AZURE_LOCATION', 'eastus2')
param siteLocation = 'eastus2'
param mapsLocation = 'eastus'

param plan = {
  sku: 'B1'
  instances: 1
}
param storageSku = 'Standard_LRS'
param recoveryDays = 7
param logRetentionDays = 30
param siteSku = 'Free'

param siteUrl = readEnvironmentVariable('REGISTRY_SITE_URL', '')
param apiClientId = readEnvironmentVariable('REGISTRY_API_CLIENT_ID')

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
