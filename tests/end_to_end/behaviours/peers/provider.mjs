// An authorization server at the address of Entra's token endpoint: oidc-provider, which is certified by the OpenID Foundation.
// It knows one client for each way to sign in, and accepts that way alone.
//
// Arguments: the tenant, and a folder with `certificate.pem`. It writes `assertion.jwt` there, prints one line of JSON with its port,
// and then one for each token request: what it and jose found.

import { generateKeyPairSync, randomUUID, X509Certificate } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';

import { decodeProtectedHeader, jwtVerify, SignJWT } from 'jose';
import Provider from 'oidc-provider';

const [tenant, folder] = process.argv.slice(2);
const path = `/${tenant}/oauth2/v2.0/token`;
const endpoint = `https://login.microsoftonline.com${path}`;
const scope = 'https://graph.microsoft.com/.default';

const certificate = new X509Certificate(readFileSync(join(folder, 'certificate.pem')));
const other = generateKeyPairSync('rsa', { modulusLength: 2048 });

const client = (id, method, more) => ({
  client_id: id,
  token_endpoint_auth_method: method,
  grant_types: ['client_credentials'],
  response_types: [],
  redirect_uris: [],
  scope,
  ...more,
});
const keys = (key) => ({ keys: [{ ...key.export({ format: 'jwk' }), use: 'sig' }] });
const signing = (id, alg, key) =>
  client(id, 'private_key_jwt', { token_endpoint_auth_signing_alg: alg, jwks: keys(key) });

const PS256 = '00000000-0000-4000-8000-000000000256';
const RS256 = '00000000-0000-4000-8000-000000000257';
const FEDERATED = '00000000-0000-4000-8000-000000000258';
const SECRET = '00000000-0000-4000-8000-000000000259';

const provider = new Provider('https://login.microsoftonline.com/', {
  clients: [
    signing(PS256, 'PS256', certificate.publicKey),
    signing(RS256, 'RS256', certificate.publicKey),
    signing(FEDERATED, 'RS256', other.publicKey),
    client(SECRET, 'client_secret_post', { client_secret: 'abc8Q~not.a real+secret&=%' }),
  ],
  clientAuthMethods: ['private_key_jwt', 'client_secret_post'],
  features: { clientCredentials: { enabled: true }, devInteractions: { enabled: false } },
  scopes: [scope],
  routes: { token: path },
});
// TLS ends before it.
provider.proxy = true;

const tell = (document) => process.stdout.write(`${JSON.stringify(document)}\n`);
const hex = (text) => Buffer.from(text.replaceAll(':', ''), 'hex').toString('base64url');

// Another library looks at the same assertion.
async function seen(assertion) {
  const { alg, typ, ...thumbprints } = decodeProtectedHeader(assertion);
  const { payload } = await jwtVerify(assertion, certificate.publicKey, { audience: endpoint, requiredClaims: ['jti', 'nbf', 'iat'] });
  return {
    alg,
    typ,
    lifetime: payload.exp - payload.nbf,
    sha1: thumbprints.x5t === hex(certificate.fingerprint),
    sha256: thumbprints['x5t#S256'] === hex(certificate.fingerprint256),
    jti: payload.jti,
  };
}

provider.on('grant.success', async (ctx) => {
  const { clientId } = ctx.oidc.client;
  const assertion = ctx.oidc.params.client_assertion;
  const own = assertion && clientId !== FEDERATED;
  tell({ granted: clientId, assertion: own ? await seen(assertion).catch((error) => `${error}`) : null });
});
provider.on('grant.error', (ctx, error) => tell({ refused: error.error, why: error.error_detail }));
provider.on('server_error', (ctx, error) => tell({ failed: `${error.stack}` }));

const now = Math.floor(Date.now() / 1000);
const assertion = await new SignJWT({ jti: randomUUID() })
  .setProtectedHeader({ alg: 'RS256' })
  .setIssuer(FEDERATED)
  .setSubject(FEDERATED)
  .setAudience(endpoint)
  .setIssuedAt(now)
  .setExpirationTime(now + 300)
  .sign(other.privateKey);
writeFileSync(join(folder, 'assertion.jwt'), `${assertion}\n`);

const handle = provider.callback();
const server = createServer((request, response) => {
  request.headers['x-forwarded-proto'] = 'https';
  handle(request, response);
});
server.listen(0, '127.0.0.1', () => tell({ port: server.address().port }));
// The test holds standard input open, and a test that dies closes it.
process.stdin.resume().on('end', () => process.exit());
