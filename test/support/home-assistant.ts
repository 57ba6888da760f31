/** A real Home Assistant Core, run by the Python that LIFEBOAT_TEST_HOME_ASSISTANT names, spoken to over its own API. */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { openAsBlob, writeFileSync } from 'node:fs';
import path from 'node:path';
import { freePort } from './free-port.ts';
import { listenOnLoopback, logOf, runHomeAssistant } from './home-assistant-process.ts';
import { skipWithout } from './needs.ts';
import { until } from './until.ts';

const user = { name: 'Skipper', username: 'skipper', password: 'all hands on deck', language: 'en' };

export interface ListedBackup {
  backup_id: string;
  name: string;
  date: string;
  agents: Record<string, { protected: boolean; size: number }>;
  homeassistant_version: string;
  homeassistant_included: boolean;
  database_included: boolean;
  folders: string[];
  addons: unknown[];
  with_automatic_settings: boolean | null;
}

export interface BackupInfo {
  backups: ListedBackup[];
  agent_errors: Record<string, string>;
  state: string;
  last_action_event: { manager_state: string; state: string; reason: string | null } | null;
}

export class HomeAssistantError extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(`${code}: ${message}`);
    this.code = code;
  }
}

/** Why tests with Home Assistant are skipped, or false. */
export function skipWithoutHomeAssistant(): string | false {
  return skipWithout('LIFEBOAT_TEST_HOME_ASSISTANT', 'Python with Home Assistant');
}

export class HomeAssistant {
  readonly config: string;
  private readonly port: number;
  private process: ChildProcess | null = null;
  private token = '';

  private constructor(config: string, port: number) {
    this.config = config;
    this.port = port;
  }

  /**
   * Starts it on a configuration directory and a free port of 127.0.0.1. Where nobody has an account there, the first
   * one is made, as the onboarding in the browser does; otherwise `token` of an instance with the same accounts is wanted.
   */
  static async start(config: string, like?: HomeAssistant): Promise<HomeAssistant> {
    const instance = new HomeAssistant(config, await freePort());
    if (like) instance.token = like.token;
    try {
      await instance.launch();
    } catch (error) {
      await instance.stop();
      throw error;
    }
    return instance;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.launch();
  }

  async stop(): Promise<void> {
    const child = this.process;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGINT');
    const patience = setTimeout(() => child.kill('SIGKILL'), 60_000);
    await once(child, 'exit');
    clearTimeout(patience);
  }

  /** One command over its WebSocket; throws a HomeAssistantError with the code that it answers. */
  call<Result>(type: string, fields: object = {}): Promise<Result> {
    return this.ask('result', type, fields);
  }

  /** What its system information says of a domain, e.g. of the recorder; a moment as ISO 8601. */
  async health(domain: string): Promise<Record<string, string>> {
    type Info = Record<string, string | { type: 'date'; value: string }>;
    const { data } = await this.ask<{ data: Record<string, { info: Info }> }>('event', 'system_health/info');
    const entries = Object.entries(data[domain]?.info ?? {});
    return Object.fromEntries(
      entries.map(([key, value]) => [key, typeof value === 'string' ? value : value.value]),
    );
  }

  /** A token as a user makes one by hand. */
  longLivedToken(): Promise<string> {
    return this.call('auth/long_lived_access_token', { client_name: 'Lifeboat', lifespan: 1 });
  }

  /** `wanted`: the answer itself, or the first event after it. */
  private async ask<Answer>(wanted: 'result' | 'event', type: string, fields: object = {}): Promise<Answer> {
    const socket = new WebSocket(`${this.url.replace('http', 'ws')}/api/websocket`);
    try {
      return await new Promise<Answer>((resolve, reject) => {
        socket.onerror = () => reject(new Error(`no WebSocket at ${this.url}`));
        socket.onclose = () => reject(new Error('the WebSocket was closed'));
        socket.onmessage = ({ data }) => {
          const message = JSON.parse(data);
          if (message.type === 'auth_required')
            socket.send(JSON.stringify({ type: 'auth', access_token: this.token }));
          if (message.type === 'auth_invalid') reject(new Error(message.message));
          if (message.type === 'auth_ok') socket.send(JSON.stringify({ id: 1, type, ...fields }));
          if (message.type === 'event' && wanted === 'event') resolve(message.event);
          if (message.type !== 'result') return;
          if (message.success) {
            if (wanted === 'result') resolve(message.result);
          } else reject(new HomeAssistantError(message.error.code, message.error.message));
        };
      });
    } finally {
      socket.close();
    }
  }

  backups(): Promise<BackupInfo> {
    return this.call<BackupInfo>('backup/info');
  }

  /** Has it make a backup into its own `backups` folder; the backup as it lists it then. */
  async makeBackup(options: {
    name: string;
    password?: string;
    include_database?: boolean;
  }): Promise<ListedBackup> {
    const job = await this.call<{ backup_job_id: string }>('backup/generate', {
      agent_ids: ['backup.local'],
      ...options,
    });
    const info = await until('Home Assistant has made its backup', 120, async () => {
      const answer = await this.backups();
      return answer.state === 'idle' ? answer : null;
    });
    const made = info.backups.find((backup) => backup.backup_id === job.backup_job_id);
    if (!made) throw new Error(`Home Assistant made no backup: ${JSON.stringify(info.last_action_event)}`);
    return made;
  }

  /** Hands it an archive the way its web interface does; the id that it gives it. */
  async upload(file: string): Promise<string> {
    const form = new FormData();
    form.append('file', await openAsBlob(file), path.basename(file));
    const reply = await this.request('/api/backup/upload?agent_id=backup.local', {
      method: 'POST',
      body: form,
    });
    return ((await reply.json()) as { backup_id: string }).backup_id;
  }

  /** Fetches an archive as its web interface does: decrypted, where a password is given. */
  async download(id: string, file: string, password?: string): Promise<void> {
    const query = new URLSearchParams({ agent_id: 'backup.local', ...(password ? { password } : {}) });
    const reply = await this.request(`/api/backup/download/${id}?${query}`);
    writeFileSync(file, Buffer.from(await reply.arrayBuffer()));
  }

  async setState(entity: string, state: string): Promise<void> {
    await this.request(`/api/states/${entity}`, { method: 'POST', body: JSON.stringify({ state }) });
  }

  /** The states of an entity that its recorder holds, oldest first. */
  async history(entity: string): Promise<string[]> {
    const reply = await this.request(
      `/api/history/period/2020-01-01T00:00:00Z?filter_entity_id=${entity}&end_time=2099-01-01T00:00:00Z`,
    );
    const [states] = (await reply.json()) as { state: string }[][];
    return (states ?? []).map(({ state }) => state);
  }

  private async request(address: string, options: RequestInit = {}): Promise<Response> {
    const headers = this.token ? { Authorization: `Bearer ${this.token}` } : undefined;
    const reply = await fetch(this.url + address, { ...options, ...(headers ? { headers } : {}) });
    if (!reply.ok) throw new Error(`${address} answered ${reply.status}: ${await reply.text()}`);
    return reply;
  }

  private async launch(): Promise<void> {
    listenOnLoopback(this.config, this.port);
    const child = runHomeAssistant(this.config);
    this.process = child;
    await until('Home Assistant answers', 180, async () => {
      if (child.exitCode !== null || child.signalCode !== null)
        throw new Error(`Home Assistant ended\n${logOf(this.config)}`);
      return fetch(`${this.url}${this.token ? '/' : '/api/onboarding'}`).then(
        ({ ok }) => ok || this.token !== '',
        () => false,
      );
    });
    if (!this.token) await this.onboard();
    await until('Home Assistant has started', 300, async () => {
      const { state } = await this.call<{ state: string }>('get_config');
      return state === 'RUNNING' && (await this.backups()).state === 'idle';
    });
  }

  /**
   * The steps of its onboarding but `core_config`: that one adds integrations which call out to the internet.
   */
  private async onboard(): Promise<void> {
    const client_id = `${this.url}/`;
    const post = (step: string, body: object) =>
      this.request(`/api/onboarding/${step}`, { method: 'POST', body: JSON.stringify(body) });
    const { auth_code: code } = (await (await post('users', { client_id, ...user })).json()) as {
      auth_code: string;
    };
    const grant = new URLSearchParams({ grant_type: 'authorization_code', code, client_id });
    const reply = await this.request('/auth/token', { method: 'POST', body: grant });
    this.token = ((await reply.json()) as { access_token: string }).access_token;
    await post('analytics', {});
    await post('integration', { client_id, redirect_uri: client_id });
  }
}
