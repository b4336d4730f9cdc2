// A real OpenID provider for tests: npm oidc-provider, with the accounts and the client it is told.
//
//   node oidc.mjs '{"port": 4000, "client": {…}, "accounts": {"amara": {"email": …, "email_verified": true}}}'
//
// It signs in whoever is named in its form, and says "up" once it listens.

import { Provider } from 'oidc-provider';

const { port, client, accounts, pkce = true } = JSON.parse(process.argv[2]);

const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [client],
  claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
  conformIdTokenClaims: true,
  pkce: { required: () => pkce },
  findAccount: (_, sub) => ({
    accountId: sub,
    claims: () => ({ sub, ...accounts[sub] }),
  }),
});
provider.listen(port, '127.0.0.1', () => console.log('up'));
