/** Whether a server can be reached: its name, the way to it, its port. */
import { lookup } from 'node:dns/promises';
import { connect } from 'node:net';
import { answer, isNoAnswer } from '../device/answer.ts';
import { LifeboatError, systemCode } from '../errors.ts';

/** Milliseconds. In a home network a server that is there answers in some. */
const patience = 6_000;
const nothingChanged = 'Nothing was changed.';

/** The address of a host. Throws `unreachable` / HOST_UNKNOWN. */
export async function findHost(host: string): Promise<string> {
  try {
    return (await answer(lookup(host), host, patience)).address;
  } catch (cause) {
    if (systemCode(cause) === '' && !isNoAnswer(cause)) throw cause;
    throw new LifeboatError('unreachable', 'HOST_UNKNOWN', `No host with the name ${host} was found.`, {
      safe: nothingChanged,
      remedies: ['Check the name.', 'Give its IP address instead, for instance 192.168.1.20.'],
      cause,
    });
  }
}

/**
 * Opens a connection and closes it again. Throws `unreachable`: HOST_UNREACHABLE where nobody answers, PORT_CLOSED
 * where the host is there and refuses. `service`: what should listen there, for the message.
 */
export async function tryPort(host: string, port: number, service: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const socket = connect({ host, port });
  socket.once('connect', resolve).once('error', reject);
  try {
    await answer(promise, host, patience);
  } catch (cause) {
    if (systemCode(cause) === 'ECONNREFUSED') throw portClosed(host, port, service, cause);
    if (systemCode(cause) === '' && !isNoAnswer(cause)) throw cause;
    throw new LifeboatError('unreachable', 'HOST_UNREACHABLE', `${host} does not answer.`, {
      safe: nothingChanged,
      remedies: [
        'Check that it is switched on and in the same network.',
        `Check that its firewall lets port ${port} through.`,
      ],
      cause,
    });
  } finally {
    socket.destroy();
  }
}

/** Whether a host did not answer in time: what takes long, and would again. */
export function isSilence(error: unknown): boolean {
  return isNoAnswer(error) || (error instanceof LifeboatError && error.code === 'HOST_UNREACHABLE');
}

function portClosed(host: string, port: number, service: string, cause: unknown): LifeboatError {
  const message = `${host} is there, but nothing listens on its port ${port}.`;
  return new LifeboatError('unreachable', 'PORT_CLOSED', message, {
    safe: nothingChanged,
    remedies: [`Switch ${service} on there.`, 'Give the right port if it uses another one.'],
    cause,
  });
}
