/** The demo's `.storage`, in the shapes of Core 2026.11.0. */
import type { World } from '../../world.ts';
import type { TreeFile } from './write-tree.ts';

/** Those that hold secrets are readable by their owner alone, as Home Assistant writes them. */
export function storageFiles(world: World): TreeFile[] {
  const id = () => world.randomBytes(16).toString('hex');
  const now = world.now().toISOString().replace('Z', '000+00:00');
  const owner = id();
  return [
    storage('core.config', 1, 4, coreConfig),
    storage('core.uuid', 1, 1, { uuid: id() }, 0o600),
    storage('core.area_registry', 1, 9, { areas: areas.map((area) => areaEntry(area, now)) }),
    storage('core.device_registry', 3, 4, { devices: [], child_devices: [], deleted_devices: [] }),
    storage('core.entity_registry', 1, 24, {
      entities: entities.map((entity) => entityEntry(entity, id(), now)),
      deleted_entities: [],
      settings: { entity_id_parts: null },
    }),
    storage('core.config_entries', 1, 5, { entries: [] }),
    storage('auth', 1, 1, auth(owner, id, now, world), 0o600),
    storage(
      'auth_provider.homeassistant',
      1,
      1,
      { users: [{ username: 'demo', password: passwordHash }] },
      0o600,
    ),
    storage('onboarding', 4, 1, { done: ['user', 'core_config', 'analytics', 'integration'] }, 0o600),
    storage('person', 2, 1, {
      items: [{ id: 'marit', name: 'Marit', user_id: owner, device_trackers: [] }],
    }),
    storage('http', 3, 1, http(now), 0o600),
    storage('lovelace', 1, 1, { config: dashboard }),
    storage('backup', 1, 9, backup, 0o600),
  ];
}

function storage(key: string, version: number, minor: number, data: unknown, mode?: number): TreeFile {
  const content = JSON.stringify({ version, minor_version: minor, key, data }, null, 2);
  return { path: `.storage/${key}`, content, ...(mode === undefined ? {} : { mode }) };
}

const coreConfig = {
  latitude: 54.3233,
  longitude: 10.1394,
  elevation: 5,
  unit_system_v2: 'metric',
  location_name: 'Haus am Hafen',
  time_zone: 'Europe/Berlin',
  external_url: null,
  internal_url: null,
  currency: 'EUR',
  country: 'DE',
  language: 'de',
  radius: 100,
};

const areas = [
  { id: 'kuche', name: 'Küche', icon: 'mdi:stove' },
  { id: 'wohnzimmer', name: 'Wohnzimmer', icon: 'mdi:sofa' },
  { id: 'bad', name: 'Bad', icon: 'mdi:shower' },
  { id: 'garten', name: 'Garten', icon: 'mdi:flower' },
];

function areaEntry(area: (typeof areas)[number], now: string) {
  return {
    aliases: [],
    floor_id: null,
    humidity_entity_id: null,
    ...area,
    labels: [],
    picture: null,
    temperature_entity_id: null,
    created_at: now,
    modified_at: now,
  };
}

const entities = [
  {
    entity_id: 'automation.licht_am_abend',
    platform: 'automation',
    unique_id: '1761900000001',
    original_name: 'Licht am Abend',
    area_id: null,
  },
  {
    entity_id: 'automation.frost_warning',
    platform: 'automation',
    unique_id: '1761900000002',
    original_name: 'Frost warning',
    area_id: 'garten',
  },
  {
    entity_id: 'scene.gemutlich',
    platform: 'homeassistant',
    unique_id: '1761900000010',
    original_name: 'Gemütlich',
    area_id: 'wohnzimmer',
  },
  {
    entity_id: 'script.leave_the_house',
    platform: 'script',
    unique_id: 'leave_the_house',
    original_name: 'Leave the house',
    area_id: null,
  },
  {
    entity_id: 'input_number.bath_target',
    platform: 'input_number',
    unique_id: 'bath_target',
    original_name: 'Bad, Solltemperatur',
    area_id: 'bad',
  },
];

function entityEntry(entity: (typeof entities)[number], id: string, now: string) {
  return {
    aliases: [],
    aliases_v2: [null],
    categories: {},
    capabilities: null,
    compat_name: null,
    config_entry_id: null,
    config_subentry_id: null,
    created_at: now,
    device_class: null,
    device_id: null,
    disabled_by: null,
    entity_category: null,
    hidden_by: null,
    icon: null,
    id,
    has_entity_name: false,
    labels: [],
    modified_at: now,
    name: null,
    object_id_base: null,
    options: {},
    original_device_class: null,
    original_icon: null,
    suggested_object_id: null,
    supported_features: 0,
    translation_key: null,
    previous_unique_id: null,
    unit_of_measurement: null,
    ...entity,
  };
}

/** bcrypt of the password `demo`, in Base64, as the provider keeps it. */
const passwordHash = 'JDJiJDEyJGNGVTVvLlNXTEc3U1dUd0RoL2pYRk9vMlAxdFo2RlZWRnQzVGxUVFNLSmZVUzdTMWNGQURH';

function auth(owner: string, id: () => string, now: string, world: World) {
  const credential = id();
  return {
    users: [
      {
        id: owner,
        group_ids: ['system-admin'],
        is_owner: true,
        is_active: true,
        name: 'Marit',
        system_generated: false,
        local_only: false,
      },
    ],
    groups: [
      { id: 'system-admin', name: 'Administrators' },
      { id: 'system-users', name: 'Users' },
      { id: 'system-read-only', name: 'Read Only' },
    ],
    credentials: [
      {
        id: credential,
        user_id: owner,
        auth_provider_type: 'homeassistant',
        auth_provider_id: null,
        data: { username: 'demo' },
      },
    ],
    refresh_tokens: [
      {
        id: id(),
        user_id: owner,
        client_id: null,
        client_name: 'Tablet in the hall',
        client_icon: null,
        token_type: 'long_lived_access_token',
        created_at: now,
        access_token_expiration: 31_536_000,
        token: world.randomBytes(64).toString('hex'),
        jwt_key: world.randomBytes(64).toString('hex'),
        last_used_at: null,
        last_used_ip: null,
        expire_at: null,
        credential_id: null,
        version: '2026.11.0',
      },
    ],
  };
}

function http(now: string) {
  return {
    stable: {
      cors_allowed_origins: ['https://cast.home-assistant.io'],
      login_attempts_threshold: -1,
      ip_ban_enabled: true,
      ssl_profile: 'intermediate_v6',
      use_x_frame_options: true,
      created_at: now,
      error: null,
      error_message: null,
      server_port: 8123,
    },
    pending: null,
    yaml_migration_done: true,
  };
}

const dashboard = {
  title: 'Haus am Hafen',
  views: [
    {
      title: 'Übersicht',
      cards: [
        { type: 'weather-forecast', entity: 'weather.home' },
        { type: 'history-graph', entities: ['sensor.garden_temperature', 'sensor.living_room_temperature'] },
        { type: 'picture', image: '/local/plan.svg' },
      ],
    },
  ],
};

/** Every night, three copies, not encrypted: what a new user has who has not looked into it. */
const backup = {
  backups: [],
  config: {
    agents: { 'backup.local': { protected: false, retention: null } },
    automatic_backups_configured: true,
    create_backup: {
      agent_ids: ['backup.local'],
      include_addons: null,
      include_all_addons: false,
      include_database: true,
      include_folders: null,
      name: null,
      password: null,
    },
    last_attempted_automatic_backup: null,
    last_completed_automatic_backup: null,
    last_completed_automatic_backup_size: null,
    retention: { copies: 3, days: null },
    schedule: { days: [], recurrence: 'daily', time: null },
  },
};
