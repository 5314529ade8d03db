// An OpenID provider on this machine: a real one (oidc-provider) with a few people and no passwords. PROVIDER holds what it is to be:
// { issuer, publicAddress, keys }. Below /control tests set its clock; /identity vouches for the application as the managed identity of a machine does.
import { createHash, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { exportJWK, generateKeyPair, importJWK, SignJWT } from 'jose';
import Provider from 'oidc-provider';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

const { issuer, publicAddress, keys } = JSON.parse(process.env.PROVIDER);
const people = {
  ada: { name: 'Ada', groups: ['staging', 'others'], tid: 'ours' },
  ben: { name: 'Ben', groups: ['others'], tid: 'ours' },
  eve: { name: 'Eve <b>', groups: ['staging'], tid: 'theirs' },
  max: { name: 'Max', hasgroups: true, tid: 'ours' },
};

// Only what asks for the time of day is moved; timers go on as they are.
const now = Date.now;
let offset = 0;
Date.now = () => now() + offset;

// The keys outlive the process, as those of a provider do.
async function readKeys() {
  if (!existsSync(keys)) {
    const made = {};
    for (const name of ['provider', 'application']) {
      const pair = await generateKeyPair('RS256', { extractable: true });
      made[name] = { ...(await exportJWK(pair.privateKey)), kid: `${name}-1`, alg: 'RS256', use: 'sig' };
    }
    writeFileSync(keys, JSON.stringify(made), { mode: 0o600 });
  }
  return JSON.parse(readFileSync(keys, 'utf8'));
}

const { provider: own, application } = await readKeys();
const { kty, n, e, kid, alg, use } = application;
const client = (id, how) => ({
  client_id: id, redirect_uris: [`${publicAddress}/sign-in/callback`], response_types: ['code'], grant_types: ['authorization_code'], ...how,
});

const provider = new Provider(issuer, {
  clients: [
    client('steadfast', { token_endpoint_auth_method: 'none' }),
    client('steadfast-identity', { token_endpoint_auth_method: 'private_key_jwt', jwks: { keys: [{ kty, n, e, kid, alg, use }] } }),
  ],
  jwks: { keys: [own] },
  cookies: { keys: [createHash('sha256').update(own.d).digest('hex')] },
  claims: { openid: ['sub', 'groups', 'hasgroups', 'tid'], profile: ['name'] },
  conformIdTokenClaims: false,
  pkce: { required: () => true },
  features: { devInteractions: { enabled: false } },
  interactions: { url: (_, interaction) => `/people/${interaction.uid}` },
  findAccount: (_, id) => people[id] && { accountId: id, claims: () => ({ sub: id, ...people[id] }) },
  async loadExistingGrant({ oidc }) {
    const grant = new oidc.provider.Grant({ clientId: oidc.client.clientId, accountId: oidc.session.accountId });
    grant.addOIDCScope('openid profile');
    await grant.save();
    return grant;
  },
});

const escape = text => text.replace(/[<>&"]/g, letter => `&#${letter.charCodeAt(0)};`);

function showPeople(uid, response) {
  const buttons = Object.entries(people).map(([id, { name, groups }]) =>
    `<p><button name="as" value="${id}">${escape(name)}</button> ${groups ? `in ${escape(groups.join(', '))}` : 'in too many groups'}`);
  response.setHeader('Content-Type', 'text/html; charset=utf-8');
  response.end(`<!doctype html><html lang="en"><title>Provider of the twin</title><h1>Who are you?</h1><form method="post" action="/people/${uid}">${buttons.join('')}</form></html>`);
}

async function bodyOf(request) {
  let text = '';
  for await (const part of request) text += part;
  return new URLSearchParams(text);
}

// As App Service answers an application that asks for a token of its own identity.
async function vouch(response) {
  const seconds = Math.floor(now() / 1000);
  const token = await new SignJWT({}).setProtectedHeader({ alg, kid }).setIssuer('steadfast-identity').setSubject('steadfast-identity')
    .setAudience(issuer).setJti(randomUUID()).setIssuedAt(seconds).setExpirationTime(seconds + 60).sign(await importJWK(application, alg));
  response.setHeader('Content-Type', 'application/json');
  response.end(JSON.stringify({ access_token: token, expires_on: `${seconds + 60}`, resource: 'any', token_type: 'Bearer', client_id: 'any' }));
}

const oidc = provider.callback();
const { hostname, port } = new URL(issuer);
createServer(async (request, response) => {
  const { pathname, searchParams } = new URL(request.url, issuer);
  try {
    if (pathname.startsWith('/people/') && request.method === 'GET') return showPeople(pathname.slice('/people/'.length), response);
    if (pathname.startsWith('/people/')) {
      const accountId = (await bodyOf(request)).get('as');
      return await provider.interactionFinished(request, response, accountId ? { login: { accountId } } : { error: 'access_denied' });
    }
    if (pathname === '/identity') return await vouch(response);
    if (pathname === '/control/clock') {
      offset = Number(searchParams.get('seconds')) * 1000;
      return response.end('ok');
    }
    oidc(request, response);
  } catch (failure) {
    response.statusCode = 400;
    response.end(`${failure.name}: ${failure.message}`);
  }
}).listen(Number(port), hostname);
