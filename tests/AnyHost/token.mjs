// Signs an access token for a registry that runs under the Azure Functions Core Tools, or anywhere else where nobody signs tokens for tests.
// The registry must know the same key; docs/testing.md has its settings. Never give such a key to a registry with the data of real owners.
//
//     REGISTRY_SIGNING_KEY=… node tests/AnyHost/token.mjs Registry.Officer ["Name of the person"]
//
// The key is base64, 32 bytes or more. Several roles are separated by commas.

import { createHash, createHmac } from 'node:crypto';

const lifetimeInSeconds = 8 * 60 * 60;

function fail(reason) {
  process.stderr.write(`${reason}\n`);
  process.exit(1);
}

function setting(name, otherwise) {
  return process.env[name] || otherwise || fail(`${name} is not set.`);
}

/** The same name is the same person, whenever the token is made. */
function personOf(name) {
  const digest = createHash('sha256').update(name).digest('hex');
  return [digest.slice(0, 8), digest.slice(8, 12), digest.slice(12, 16), digest.slice(16, 20), digest.slice(20, 32)].join('-');
}

function encoded(part) {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}

const [roles, name = 'Test'] = process.argv.slice(2);
if (!roles) {
  fail('Say for which role: REGISTRY_SIGNING_KEY=… node tests/AnyHost/token.mjs Registry.Officer ["Name of the person"]');
}

const key = Buffer.from(setting('REGISTRY_SIGNING_KEY'), 'base64');
if (key.length < 32) {
  fail('REGISTRY_SIGNING_KEY must be 32 bytes or more in base64, such as openssl rand -base64 32 gives.');
}

const now = Math.floor(Date.now() / 1000);
const claims = {
  iss: setting('REGISTRY_ISSUER', 'registry-tests'),
  aud: setting('REGISTRY_AUDIENCE', 'registry'),
  iat: now,
  nbf: now - 60,
  exp: now + lifetimeInSeconds,
  oid: personOf(name),
  sub: personOf(name),
  name,
  roles: roles.split(','),
};
const content = `${encoded({ alg: 'HS256', typ: 'JWT' })}.${encoded(claims)}`;
process.stdout.write(`${content}.${createHmac('sha256', key).update(content).digest('base64url')}\n`);
