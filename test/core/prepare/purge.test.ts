import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { text as readAll } from 'node:stream/consumers';
import { type TestContext, test } from 'node:test';
import { changeExclude } from '../../../core/prepare/default-exclude.ts';
import { saveToken, startPurge, tokenFile } from '../../../core/prepare/purge.ts';
import { openSettings } from '../../../core/settings/settings.ts';
import { testFolder } from '../../support/folder.ts';
import { testInstallation } from '../../support/installation.ts';
import { skipUnless } from '../../support/needs.ts';
import { testWorld } from '../../support/world.ts';

/** Stands where Home Assistant would, and keeps what it is asked. */
async function listen(t: TestContext, status = 200) {
  const asked: { url: string | undefined; authorization: string | undefined; body: unknown }[] = [];
  const server = createServer(async (request, response) => {
    const { url, headers } = request;
    asked.push({ url, authorization: headers.authorization, body: JSON.parse(await readAll(request)) });
    response.writeHead(status).end('[]');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  return { asked, port: (server.address() as AddressInfo).port };
}

function deviceOf(t: TestContext, port: number) {
  const http = JSON.stringify({ version: 3, data: { stable: { server_port: port }, pending: null } });
  const { installation } = testInstallation(t, { '.storage/http': http }, {});
  return { installation, home: testFolder(t), world: testWorld({ env: {} }) };
}

test('a purge is ordered at the port that Home Assistant is set up for, with the token that was kept', async (t) => {
  const { asked, port } = await listen(t);
  const { world, home, installation } = deviceOf(t, port);
  const wish = { keepDays: null, repack: false };
  await assert.rejects(startPurge(world, home, installation, wish), { code: 'NO_TOKEN' });
  assert.deepEqual(asked, []);
  saveToken(home, 'a-long-token\n');
  assert.equal(statSync(tokenFile(home)).mode & 0o777, 0o600);
  await startPurge(world, home, installation, wish);
  await startPurge(world, home, installation, { keepDays: 3, repack: true });
  const url = '/api/services/recorder/purge';
  assert.deepEqual(asked, [
    { url, authorization: 'Bearer a-long-token', body: { repack: false } },
    { url, authorization: 'Bearer a-long-token', body: { repack: true, keep_days: 3 } },
  ]);
});

test('a token that is not taken, and a Home Assistant that is not there, are told without the token', async (t) => {
  const { port } = await listen(t, 401);
  const refused = deviceOf(t, port);
  const env = { LIFEBOAT_HOME_ASSISTANT_TOKEN: 'hunter2' };
  const wish = { keepDays: null, repack: false };
  const ask = (address?: string) =>
    startPurge(
      { ...refused.world, env: { ...env, LIFEBOAT_HOME_ASSISTANT_URL: address } },
      refused.home,
      refused.installation,
      wish,
    );
  await assert.rejects(ask(), (error) => !String(error).includes('hunter2') && /token/.test(String(error)));
  await assert.rejects(ask('http://127.0.0.1:9/'), { code: 'HOME_ASSISTANT_SILENT' });
});

const openssl = spawnSync('openssl', ['version']).status === 0;

test('a certificate for another name is told as what it is', {
  skip: skipUnless(openssl, 'no openssl'),
}, async (t) => {
  const folder = testFolder(t);
  const [key, cert] = [path.join(folder, 'key.pem'), path.join(folder, 'cert.pem')];
  const words = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const names = ['-subj', '/CN=home.example', '-keyout', key, '-out', cert];
  assert.equal(spawnSync('openssl', [...words, ...names]).status, 0);
  const server = createSecureServer({ key: readFileSync(key), cert: readFileSync(cert) });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  const { port } = server.address() as AddressInfo;
  const http = JSON.stringify({ data: { server_port: port, ssl_certificate: '/ssl/fullchain.pem' } });
  const { installation } = testInstallation(t, { '.storage/http': http }, {});
  const world = testWorld({ env: { LIFEBOAT_HOME_ASSISTANT_TOKEN: 'x' } });
  await assert.rejects(startPurge(world, folder, installation, { keepDays: null, repack: false }), {
    code: 'HOME_ASSISTANT_SILENT',
    message: `The certificate of Home Assistant does not hold for https://127.0.0.1:${port} (DEPTH_ZERO_SELF_SIGNED_CERT).`,
  });
});

test('what is left out is kept in the settings, once, until it is taken back', async (t) => {
  const home = path.join(testFolder(t), 'home');
  await changeExclude(await openSettings(home), ['database', 'www/*.mp4'], true);
  await changeExclude(await openSettings(home), ['database'], true);
  assert.deepEqual((await openSettings(home)).get('exclude'), ['www/*.mp4', 'database']);
  await changeExclude(await openSettings(home), ['www/*.mp4'], false);
  assert.deepEqual((await openSettings(home)).get('exclude'), ['database']);
  await assert.rejects(changeExclude(await openSettings(home), ['[z-a]'], true), { code: 'BAD_GLOB' });
});
