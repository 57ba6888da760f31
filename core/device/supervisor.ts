/** The API of the Supervisor, which an app is given a token for. */
import type { World } from '../world.ts';

/**
 * What it answers on a path such as `/addons`, within so many milliseconds. Its address can be set as for its own command.
 * Throws what `fetch` throws.
 */
export function askSupervisor(
  { env }: Pick<World, 'env'>,
  path: string,
  milliseconds: number,
  method: 'GET' | 'POST' = 'GET',
): Promise<Response> {
  const host = env.SUPERVISOR_ENDPOINT || 'supervisor';
  return fetch(`${/^https?:\/\//.test(host) ? host : `http://${host}`}${path}`, {
    method,
    headers: { authorization: `Bearer ${env.SUPERVISOR_TOKEN}` },
    signal: AbortSignal.timeout(milliseconds),
  });
}
