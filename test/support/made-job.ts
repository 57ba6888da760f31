/** Jobs that are data only, for the screens: nothing runs. */
import type { BackupPlan } from '../../core/backup/types.ts';
import type { Installation } from '../../core/device/types.ts';
import { LifeboatError } from '../../core/errors.ts';
import type { Job, JobEnd, JobResults, Jobs, JobWork } from '../../core/jobs/types.ts';

/** When they were started. */
const created = '2026-11-20T16:00:00.000Z';

/** So many seconds after the start. */
export function secondsLater(seconds: number): string {
  return new Date(Date.parse(created) + seconds * 1000).toISOString();
}

export const madeInstallation: Installation = {
  kind: 'container',
  config: '/srv/ha/config',
  version: '2026.11.2',
  timeZone: null,
  parts: [
    { id: 'homeassistant', path: '/srv/ha/config' },
    { id: 'database', path: '/srv/ha/config/home-assistant_v2.db' },
    { id: 'share', path: '/srv/ha/share' },
    { id: 'ssl', path: '/srv/ha/ssl' },
  ],
  recorder: {
    engine: 'sqlite',
    file: '/srv/ha/config/home-assistant_v2.db',
    inConfig: 'home-assistant_v2.db',
    configured: false,
  },
  mounts: [],
  control: { how: 'none', reason: 'This is a test.' },
  backups: '/srv/ha/config/backups',
  notes: [],
};

export function madePlan(parts: Partial<BackupPlan> = {}): BackupPlan {
  return {
    installation: madeInstallation,
    slug: 'a3f2b001',
    name: 'Lifeboat backup 2026.11.2',
    date: '2026-11-20T16:00:00.000+00:00',
    parts: madeInstallation.parts.filter(({ id }) => id !== 'database'),
    database: true,
    exclude: [],
    locations: [
      { name: 'usb', path: '/mnt/usb', isEncrypted: true },
      { name: 'nas', path: '/mnt/nas', isEncrypted: true },
    ],
    securetar: 3,
    verify: true,
    schedule: null,
    bytes: 512e6,
    files: 2914,
    leftOut: [],
    notes: [],
    ...parts,
  };
}

export function madeJob(parts: Partial<Job> & { work?: JobWork } = {}): Job {
  const { work = { kind: 'backup', plan: madePlan() }, ...others } = parts;
  return {
    record: { format: 1, id: '7', created, installation: madeInstallation.config, work },
    state: 'running',
    stages: [],
    progress: null,
    notes: [],
    end: null,
    updated: created,
    ...others,
  };
}

export function madeResult(parts: Partial<JobResults['backup']> = {}): JobResults['backup'] {
  return {
    backup: {
      id: 'a3f2b001',
      name: 'Lifeboat backup 2026.11.2',
      date: '2026-11-20T16:00:00.000+00:00',
      type: 'partial',
      encrypted: true,
      size: 412e6,
      maker: 'lifeboat',
      plan: null,
      device: null,
      complete: true,
      homeassistantVersion: '2026.11.2',
      parts: ['homeassistant', 'database', 'share', 'ssl'],
      locations: [
        { name: 'usb', path: '/mnt/usb/Lifeboat_backup_2026.11.2_2026-11-20_16.00_00000000.tar' },
        { name: 'nas', path: '/mnt/nas/Lifeboat_backup_2026.11.2_2026-11-20_16.00_00000000.tar' },
      ],
    },
    complete: true,
    left_out: [],
    verified: true,
    failed: [],
    key: { label: 'Lifeboat key', isNew: false },
    ...parts,
  };
}

/** A job that ended four minutes after its start. */
export function endedJob(end: Partial<JobEnd>, parts: Partial<Job> & { work?: JobWork } = {}): Job {
  const whole: JobEnd = { state: 'done', result: null, error: null, exitCode: 0, ...end };
  return madeJob({
    state: whole.state,
    stages: [
      { type: 'stage', stage: 'writing', part: 'homeassistant', at: secondsLater(1) },
      { type: 'stage', stage: 'writing', part: 'share', at: secondsLater(95) },
      { type: 'stage', stage: 'verifying', part: 'homeassistant', at: secondsLater(130) },
    ],
    end: whole,
    updated: secondsLater(240),
    ...parts,
  });
}

/** Jobs of which there is one; `cancelled` tells which were asked to stop. */
export function madeJobs(job: Job): Jobs & { cancelled: string[]; tell: (next: Job) => void } {
  const cancelled: string[] = [];
  let now = job;
  let listener: ((job: Job) => void) | null = null;
  return {
    cancelled,
    tell(next) {
      now = next;
      listener?.(next);
    },
    start: async () => now,
    list: async () => [now],
    async read(id) {
      if (id === now.record.id) return now;
      throw new LifeboatError('not-found', 'NO_SUCH_JOB', `There is no job ${id}.`);
    },
    async follow(_id, onChange, signal) {
      listener = onChange;
      onChange(now);
      await new Promise<void>((resolve) => signal?.addEventListener('abort', () => resolve()));
    },
    async cancel(id) {
      cancelled.push(id);
    },
  };
}
