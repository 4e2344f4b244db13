import { Tags } from '../types.bicep'

metadata description = 'The web pages: the registration form, the placard check, the officers\' console.'

@description('The name of the static web app.')
param name string

@description('The region that manages the site. Its pages are served from everywhere.')
param location string

@description('Tags of the site.')
param tags Tags

@description('Free has no service level and two custom domains; Standard has more of both.')
param sku 'Free' | 'Standard'

resource site 'Microsoft.Web/staticSites@2024-11-01' = {
  name: name
  location: location
  tags: tags
  sku: {
    name: sku
    tier: sku
  }
  properties: {
    allowConfigFileUpdates: true
    stagingEnvironmentPolicy: 'Disabled'
  }
}

@description('The name of the site.')
output name string = site.name

@description('Where the pages are, unless a custom domain leads there.')
output origin string = 'https://${site.properties.defaultHostname}'
