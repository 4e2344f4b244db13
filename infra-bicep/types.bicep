@export()
@description('Tags that every resource carries.')
type Tags = {
  @description('The value of each tag, by the name of the tag.')
  *: string
}

@export()
@description('How residents reach the program. An empty text leaves a way out; at least one way is given.')
type CityContact = {
  @description('An e-mail address that a person reads.')
  email: string

  @description('A telephone number, written the way residents dial it.')
  phone: string

  @description('A page with more ways to reach the program.')
  url: string
}

@export()
@description('The words on the placard, all in the first of the program\'s languages.')
type PlacardWording = {
  @description('What the placard says from across the street.')
  @minLength(1)
  @maxLength(90)
  headline: string

  @description('What it means, in a sentence or two.')
  @minLength(1)
  @maxLength(240)
  statement: string

  @description('What stands over the code.')
  @minLength(1)
  @maxLength(40)
  codeLabel: string

  @description('The line with the expiry, with {month} and {year} where they belong.')
  @minLength(1)
  @maxLength(60)
  validThrough: string

  @description('How to check the placard; {site} stands for the address of the site.')
  @minLength(1)
  @maxLength(120)
  check: string

  @description('The twelve months, January first.')
  @minLength(12)
  @maxLength(12)
  months: string[]
}

@export()
@description('What names a city\'s program. The app checks it when it starts; docs/placards.md says what is allowed.')
type CityProgram = {
  @description('The program as residents know it.')
  @minLength(1)
  @maxLength(120)
  programName: string

  @description('The city\'s name in running text.')
  @minLength(1)
  @maxLength(60)
  cityName: string

  @description('The two letters of the city\'s state.')
  @minLength(2)
  @maxLength(2)
  state: string

  @description('A ZIP code of the city, for addresses that officers search around without one.')
  @minLength(5)
  @maxLength(5)
  postalCode: string

  @description('The agency that runs the program and answers for it.')
  @minLength(1)
  @maxLength(100)
  agency: string

  @description('How residents reach the program.')
  contact: CityContact

  @description('Language tags such as en or es-MX, the language of the placards first.')
  @minLength(1)
  languages: string[]

  @description('The version of the terms that owners consent to, such as 2026-11.')
  @minLength(1)
  @maxLength(40)
  termsVersion: string

  @description('The words on the placard; those that the app ships with where they are left out.')
  placard: PlacardWording?
}

@export()
@description('How far the function app grows. Without instances that always run it costs nothing while nobody calls.')
type Scale = {
  @description('The memory of an instance, in megabytes; drawing a placard takes some.')
  instanceMemory: 512 | 2048 | 4096

  @description('How many instances there may be at most: what bounds the bill.')
  @minValue(1)
  @maxValue(1000)
  maximumInstances: int

  @description('How many instances always run and answer without a cold start.')
  @minValue(0)
  @maxValue(20)
  alwaysReady: int

  @description('Whether the instances are spread over the zones of the region.')
  zoneRedundant: bool
}

@export()
@description('The id of a key that seals personal data: 1 to 32 small letters, digits and underscores, such as k2026. The key itself is the secret encryption-key-{id} of the vault, with hyphens for underscores.')
@minLength(1)
@maxLength(32)
type EncryptionKeyId = string

@export()
@description('The mail server that the registry hands its mails to. Its password is the secret mail-smtp-password of the vault.')
type MailServer = {
  @description('The server\'s name, such as smtp.azurecomm.net.')
  @minLength(1)
  host: string

  @description('The server\'s port for handing mail in.')
  @minValue(1)
  @maxValue(65535)
  port: int

  @description('The address that mails come from.')
  @minLength(3)
  from: string

  @description('Whom to sign in as. Empty: the server asks nobody, and there is no password.')
  userName: string

  @description('The name that mails come from; the program\'s where it is left out.')
  fromName: string?

  @description('Where answers go; the program\'s contact address where it is left out.')
  replyTo: string?

  @description('How long a mail waits before its second try, such as 00:00:10, up to a minute.')
  retryDelay: string?

  @description('How the connection is kept from listeners; startTls where it is left out.')
  security: ('startTls' | 'tls')?

  @description('How long each step may take, such as 00:00:30, up to a minute.')
  timeout: string?
}

@export()
@description('The map of police beats: a GeoJSON file that lies in the container settings.')
type Beats = {
  @description('The name of the blob, such as beats.geojson.')
  @minLength(1)
  blob: string

  @description('The property of each feature that names its beat; beat where it is left out.')
  property: string?
}

@export()
@description('How much an officer may do in a minute, counted by each instance for itself.')
type Limits = {
  @description('Searches.')
  @minValue(1)
  searchesPerMinute: int

  @description('Contact details of owners.')
  @minValue(1)
  disclosuresPerMinute: int
}

@export()
@description('A virtual network, which storage and vault are reached through and nothing else.')
type Network = {
  @description('The addresses of the network, such as 10.40.0.0/24.')
  addresses: string

  @description('The addresses of the instances, such as 10.40.0.0/26. Nothing else may be in there.')
  functionAddresses: string

  @description('The addresses of the private endpoints, such as 10.40.0.64/27.')
  endpointAddresses: string

  @description('Public addresses of operators, such as 203.0.113.7, who reach storage and vault from outside.')
  operatorAddresses: string[]
}

@export()
@description('Who gets in past a virtual network.')
type Firewall = {
  @description('Public addresses of operators.')
  operatorAddresses: string[]
}

@export()
@description('What the web pages say of the program.')
type ProgramOfPages = {
  @description('The program as residents know it.')
  name: string

  @description('The city\'s name.')
  city: string

  @description('The two letters of the city\'s state.')
  state: string

  @description('The agency that runs the program.')
  agency: string

  @description('How residents reach the program.')
  contact: CityContact

  @description('The version of the terms.')
  termsVersion: string
}
