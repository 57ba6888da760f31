/** What a user of Home Assistant writes by hand, and what lies beside the configuration. */
import { generateKeyPairSync } from 'node:crypto';
import type { World } from '../../world.ts';
import type { TreeFile } from './write-tree.ts';

const demoVersion = '2026.11.0';

/** The configuration directory, `.storage` and the databases aside. */
export function configurationFiles(now: Date): TreeFile[] {
  return [
    { path: '.HA_VERSION', content: demoVersion },
    { path: 'configuration.yaml', content: configuration },
    { path: 'packages/harbour.yaml', content: harbourPackage },
    { path: 'automations.yaml', content: automations },
    { path: 'scenes.yaml', content: scenes },
    { path: 'scripts.yaml', content: scripts },
    { path: 'secrets.yaml', content: secrets, mode: 0o600 },
    { path: 'custom_components/tide_clock/manifest.json', content: manifest },
    { path: 'custom_components/tide_clock/__init__.py', content: component },
    { path: 'www/floorplan/Küche.svg', content: kitchenPlan },
    { path: 'www/plan.svg', link: 'floorplan/Küche.svg' },
    { path: 'home-assistant.log', content: log(now) },
  ];
}

/** The folders beside it, and an app of the user's own. */
export function filesBeside(world: World): TreeFile[] {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return [
    { path: 'ssl/privkey.pem', content: privateKey.export({ type: 'pkcs8', format: 'pem' }), mode: 0o600 },
    { path: 'ssl/pubkey.pem', content: publicKey.export({ type: 'spki', format: 'pem' }) },
    { path: 'share/Zählerstände.csv', content: meterReadings(world.now()) },
    { path: 'share/boiler/manual.txt', content: boilerNote },
    { path: 'media/sounds/doorbell.wav', content: doorbell() },
    { path: 'media/camera/.keep', content: '' },
    { path: 'addons/local/tide_board/config.yaml', content: appConfig },
    { path: 'addons/local/tide_board/Dockerfile', content: appDockerfile },
    { path: 'addons/local/tide_board/run.sh', content: appRun, mode: 0o755 },
  ];
}

const configuration = `homeassistant:
  packages: !include_dir_named packages

api:
websocket_api:
auth:
config:
backup:
history:
logbook:
onboarding:
person:
sun:
system_health:

recorder:
  purge_keep_days: 10
  commit_interval: 5
  exclude:
    domains:
      - updater
    entity_globs:
      - sensor.*_linkquality

tide_clock:
  station: !secret tide_station

automation: !include automations.yaml
scene: !include scenes.yaml
script: !include scripts.yaml
`;

const harbourPackage = `input_boolean:
  guests:
    name: Gäste im Haus
    icon: mdi:account-group

input_number:
  bath_target:
    name: Bad, Solltemperatur
    min: 16
    max: 26
    step: 0.5
    unit_of_measurement: °C

recorder:
  exclude:
    entities:
      - sensor.time
`;

const automations = `- id: '1761900000001'
  alias: Licht am Abend
  description: Warm light when the sun is down and somebody is at home
  triggers:
    - trigger: sun
      event: sunset
      offset: '-00:15:00'
  conditions: []
  actions:
    - action: scene.turn_on
      target:
        entity_id: scene.gemutlich
  mode: single
- id: '1761900000002'
  alias: Frost warning
  triggers:
    - trigger: numeric_state
      entity_id: sensor.garden_temperature
      below: 0
  actions:
    - action: persistent_notification.create
      data:
        message: Frost in the garden. Bring in the lemon tree.
  mode: single
`;

const scenes = `- id: '1761900000010'
  name: Gemütlich
  entities:
    input_boolean.guests: 'on'
`;

const scripts = `leave_the_house:
  alias: Leave the house
  sequence:
    - action: input_boolean.turn_off
      target:
        entity_id: input_boolean.guests
  mode: single
`;

const secrets = `# Made up, like everything here.
tide_station: hafen-7
wifi_password: lemon-tree-by-the-quay
mqtt_password: "seven gulls, one ferry"
`;

const manifest = `${JSON.stringify(
  {
    domain: 'tide_clock',
    name: 'Tide Clock',
    codeowners: [],
    documentation: 'https://example.org/tide-clock',
    iot_class: 'calculated',
    requirements: [],
    version: '1.4.0',
  },
  null,
  2,
)}\n`;

const component = `"""A clock for the tide, computed from the moon's mean period."""

from homeassistant.helpers.event import async_track_time_interval

from datetime import datetime, timedelta, timezone

DOMAIN = "tide_clock"
PERIOD = timedelta(hours=12, minutes=25, seconds=14)
HIGH_WATER = datetime(2026, 11, 1, 3, 10, tzinfo=timezone.utc)


async def async_setup(hass, config):
    station = config[DOMAIN]["station"]

    def update(now):
        phase = ((now - HIGH_WATER) % PERIOD) / PERIOD
        hass.states.async_set(
            "sensor.tide",
            "falling" if phase < 0.5 else "rising",
            {"friendly_name": "Tide", "station": station, "phase": round(phase, 2)},
        )

    update(datetime.now(timezone.utc))
    async_track_time_interval(hass, update, timedelta(minutes=5))
    return True
`;

const kitchenPlan = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 300" width="400" height="300">
  <title>Küche</title>
  <rect x="10" y="10" width="380" height="280" fill="none" stroke="#334" stroke-width="6"/>
  <path d="M10 200h70M150 10v60h90V10" fill="none" stroke="#334" stroke-width="4"/>
  <circle id="light.kitchen" cx="200" cy="150" r="18" fill="#fc3"/>
  <rect id="binary_sensor.terrace_door" x="376" y="120" width="14" height="60" fill="#3a7"/>
  <text x="200" y="260" text-anchor="middle" font-family="sans-serif">Küche</text>
</svg>
`;

const boilerNote = `Boiler in the cellar
Pressure between 1.2 and 1.8 bar. The valve for refilling is behind the blue tank.
Last service: June. The number of the fitter hangs inside the door.
`;

const appConfig = `name: Tide board
version: "0.3.0"
slug: tide_board
description: Shows the tide on the display in the hall
arch:
  - aarch64
  - amd64
init: false
`;

const appDockerfile = `ARG BUILD_FROM
FROM $BUILD_FROM
COPY run.sh /
CMD [ "/run.sh" ]
`;

const appRun = `#!/usr/bin/with-contenv bashio
bashio::log.info "Tide board"
while true; do sleep 60; done
`;

function log(now: Date): string {
  const line = (minutes: number, level: string, text: string) => {
    const time = new Date(now.getTime() - minutes * 60_000).toISOString().replace('T', ' ').slice(0, 23);
    return `${time} ${level} (MainThread) ${text}\n`;
  };
  return (
    line(
      200,
      'WARNING',
      '[homeassistant.loader] We found a custom integration tide_clock which has not been tested by Home Assistant.',
    ) +
    line(
      61,
      'WARNING',
      '[homeassistant.helpers.entity] Update of sensor.garden_temperature is taking over 10 seconds',
    ) +
    line(
      4,
      'ERROR',
      '[homeassistant.components.automation.frost_warning] Error while executing automation: notify timed out',
    )
  );
}

/** One line a month for two years: day, electricity (kWh), water (m³). */
function meterReadings(now: Date): string {
  const lines = ['Tag;Strom kWh;Wasser m³'];
  for (let month = 24; month > 0; month -= 1) {
    const day = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - month, 1));
    const count = 24 - month;
    lines.push(`${day.toISOString().slice(0, 10)};${18_240 + count * 213};${(402 + count * 6.4).toFixed(1)}`);
  }
  return `${lines.join('\n')}\n`;
}

/** Two tones that fade, as a WAV file: 16 bits, one channel. */
function doorbell(): Buffer {
  const rate = 22_050;
  const samples = rate * 2;
  const data = Buffer.alloc(44 + samples * 2);
  data.write('RIFF', 0);
  data.writeUInt32LE(data.length - 8, 4);
  data.write('WAVEfmt ', 8);
  data.writeUInt32LE(16, 16);
  data.writeUInt16LE(1, 20); // PCM
  data.writeUInt16LE(1, 22);
  data.writeUInt32LE(rate, 24);
  data.writeUInt32LE(rate * 2, 28);
  data.writeUInt16LE(2, 32);
  data.writeUInt16LE(16, 34);
  data.write('data', 36);
  data.writeUInt32LE(samples * 2, 40);
  for (let index = 0; index < samples; index += 1) {
    const since = (index % rate) / rate;
    const pitch = index < rate ? 659 : 523;
    const value = Math.sin(2 * Math.PI * pitch * since) * Math.exp(-3 * since) * 12_000;
    data.writeInt16LE(Math.round(value), 44 + index * 2);
  }
  return data;
}
