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
@description('How much machine the function app gets. It runs all the time: the container scan of the blob trigger needs that.')
type Plan = {
  @description('The size of an App Service plan, such as B1 or P0v3.')
  sku: 'B1' | 'B2' | 'B3' | 'P0v3' | 'P1v3' | 'P2v3' | 'P3v3'

  @description('How many machines.')
  @minValue(1)
  @maxValue(10)
  instances: int
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
}
