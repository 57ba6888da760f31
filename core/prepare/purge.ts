/** Has a running Home Assistant purge its history, which only it may do. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { dig, numberOr } from '../device/json-file.ts';
import { readStorage } from '../device/storage.ts';
import type { Installation } from '../device/types.ts';
import { LifeboatError, systemCode } from '../errors.ts';
import { makePrivateFolder, writePrivateFile } from '../private-file.ts';
import type { World } from '../world.ts';

export interface PurgeWish {
  /** Null: as Home Assistant is set up. */
  keepDays: number | null;
  /** Writes the database anew afterwards, which gives the room back and takes long. */
  repack: boolean;
}

/** Where its API is, and what opens it. */
interface Access {
  address: string;
  token: string;
}

const nothing = 'Nothing was changed.';
const patience = 30_000;

/** The token's file in Lifeboat's own folder, readable by its owner alone. */
export function tokenFile(home: string): string {
  return path.join(home, 'homeassistant-token');
}

/** Keeps a long-lived access token of Home Assistant. */
export function saveToken(home: string, token: string): void {
  makePrivateFolder(home);
  writePrivateFile(tokenFile(home), `${token.trim()}\n`);
}

/**
 * Comes back when Home Assistant has taken the order; the purge itself may go on for minutes. Throws LifeboatError
 * `NO_TOKEN`, `HOME_ASSISTANT_SILENT`, `HOME_ASSISTANT_REFUSED`.
 */
export async function startPurge(
  world: World,
  home: string,
  installation: Installation,
  { keepDays, repack }: PurgeWish,
): Promise<void> {
  const { address, token } = accessTo(world, home, installation);
  const order = { repack, ...(keepDays === null ? {} : { keep_days: keepDays }) };
  let answer: Response;
  try {
    answer = await fetch(`${address}/api/services/recorder/purge`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(order),
      // The token is for this address alone.
      redirect: 'error',
      signal: AbortSignal.timeout(patience),
    });
  } catch (cause) {
    throw silent(address, cause);
  }
  if (answer.ok) return;
  const isToken = answer.status === 401 || answer.status === 403;
  throw new LifeboatError(
    'failed',
    'HOME_ASSISTANT_REFUSED',
    isToken ? 'Home Assistant does not take the token.' : `Home Assistant answered with ${answer.status}.`,
    {
      safe: nothing,
      remedies: isToken
        ? ['Make a new token as an administrator: lifeboat prepare token --help.']
        : ['Is the recorder part of its configuration?', 'Look into its log.'],
    },
  );
}

/** Its certificate is made for the name that the user calls it by, not for this device's address of itself. */
function silent(address: string, cause: unknown): LifeboatError {
  const reason = cause instanceof Error && cause.cause instanceof Error ? systemCode(cause.cause) : '';
  const isCertificate = /CERT|SELF_SIGNED|UNABLE_TO_/.test(reason);
  const message = isCertificate
    ? `The certificate of Home Assistant does not hold for ${address} (${reason}).`
    : `Home Assistant does not answer at ${address}.`;
  const remedies = isCertificate
    ? ['Name the address that it is made for with LIFEBOAT_HOME_ASSISTANT_URL.']
    : ['Is it running?', 'Name its address with LIFEBOAT_HOME_ASSISTANT_URL.'];
  return new LifeboatError('unreachable', 'HOME_ASSISTANT_SILENT', message, {
    safe: nothing,
    remedies,
    cause,
  });
}

/** The Supervisor lets an app through to Home Assistant by its own token; elsewhere the user makes one. */
function accessTo(world: World, home: string, { config }: Installation): Access {
  const address = world.env.LIFEBOAT_HOME_ASSISTANT_URL?.replace(/\/$/, '');
  const token = world.env.LIFEBOAT_HOME_ASSISTANT_TOKEN ?? savedToken(home);
  if (token) return { address: address ?? ownAddress(config), token };
  if (world.env.SUPERVISOR_TOKEN) {
    return { address: 'http://supervisor/core', token: world.env.SUPERVISOR_TOKEN };
  }
  throw new LifeboatError('failed', 'NO_TOKEN', 'Home Assistant takes orders only with a token.', {
    safe: nothing,
    remedies: [
      'Make one in Home Assistant under your name, Security, Long-lived access tokens, and give it to: lifeboat prepare token FILE.',
      'Or do it there: Developer tools, Actions, recorder.purge.',
    ],
  });
}

function savedToken(home: string): string | null {
  const file = tokenFile(home);
  return existsSync(file) ? readFileSync(file, 'utf8').trim() || null : null;
}

/** Of this device: `.storage/http` since 2026.10, else the port that every Home Assistant has by default. */
function ownAddress(config: string): string {
  const data = readStorage(config, 'http');
  const settings = dig(data, 'stable') ?? data;
  const isSecure = typeof dig(settings, 'ssl_certificate') === 'string';
  return `${isSecure ? 'https' : 'http'}://127.0.0.1:${numberOr(dig(settings, 'server_port'), 8123)}`;
}
