/** Text as it stands in configuration directories: Python, minified JavaScript, YAML, JSON, logs. */
import type { Random } from './random.ts';

const syllables =
  'ac bal cli dim en fan gar heat in jet kit lamp mo nor out pump qual ra sen tem un volt win yard zig'.split(
    ' ',
  );

/** Some thousand words, most of them rare. */
function vocabulary(random: Random): string[] {
  return Array.from({ length: 3000 }, () => {
    const parts = Array.from({ length: random.integer(1, 4) }, () => random.pick(syllables));
    return random.next() < 0.3 ? `${parts.join('')}_${random.pick(syllables)}` : parts.join('');
  });
}

export class Writer {
  readonly random: Random;
  private readonly words: string[];

  constructor(random: Random) {
    this.random = random;
    this.words = vocabulary(random);
  }

  word(): string {
    return this.random.pickOften(this.words);
  }

  python(size: number): Buffer {
    const { random } = this;
    return this.lines(size, () => {
      const indent = '    '.repeat(random.integer(0, 3));
      const [a, b, c] = [this.word(), this.word(), this.word()];
      return (
        indent +
        random.pick([
          `${a}.${b} = ${c}(${this.word()}, ${random.integer(0, 999)})`,
          `if self._${a} is None or ${b}.${c} > ${random.integer(0, 99)}:`,
          `async def async_${a}_${b}(self, ${c}: int | None) -> None:`,
          `return {"${a}": ${b}, "${c}": self._${this.word()}}`,
          `# ${a} ${b} ${c} ${this.word()}`,
          `raise ${a}Error(f"{${b}} ${c}")`,
          '',
        ])
      );
    });
  }

  script(size: number): Buffer {
    const { random } = this;
    const letter = () => String.fromCharCode(97 + random.integer(0, 25));
    return this.lines(size, () =>
      random.pick([
        `${letter()}.${this.word()}(${letter()},"${this.word()}"),`,
        `function ${letter()}${letter()}(${letter()}){return ${letter()}.${this.word()}[${random.integer(0, 400)}]}`,
        `const ${letter()}={${this.word()}:!0,${this.word()}:${random.integer(0, 5000)}};`,
        `<div class="${this.word()}-${this.word()}">\${${letter()}}</div>`,
      ]),
    );
  }

  yaml(size: number): Buffer {
    const { random } = this;
    return this.lines(size, () =>
      [
        `- id: '${random.integer(1e12, 2e12)}'`,
        `  alias: ${this.word()} ${this.word()}`,
        '  triggers:',
        '    - trigger: state',
        `      entity_id: sensor.${this.word()}_${this.word()}`,
        '  actions:',
        `    - action: light.turn_${random.pick(['on', 'off'])}`,
        `      target: { entity_id: light.${this.word()} }`,
      ].join('\n'),
    );
  }

  log(size: number): Buffer {
    const { random } = this;
    let time = Date.UTC(2026, 0, 1);
    return this.lines(size, () => {
      time += random.integer(1, 4000);
      const values = `"battery":${random.integer(1, 100)},"linkquality":${random.integer(0, 255)},"temperature":${(random.next() * 40).toFixed(2)}`;
      return `${new Date(time).toISOString()} ${random.pick(['INFO', 'DEBUG', 'WARNING'])} (MainThread) [mqtt] zigbee2mqtt/${this.word()} {${values}}`;
    });
  }

  /** A file of `.storage` with `count` entries. */
  storage(key: string, count: number): Buffer {
    const items = Array.from({ length: count }, () => this.registryEntry());
    return Buffer.from(JSON.stringify({ version: 1, minor_version: 15, key, data: { items } }, null, 2));
  }

  private registryEntry() {
    const { random } = this;
    return {
      id: random.hex(16),
      device_id: random.hex(16),
      config_entry_id: random.hex(16),
      entity_id: `sensor.${this.word()}_${this.word()}`,
      platform: random.pick(['mqtt', 'zha', 'hue', 'esphome']),
      unique_id: random.hex(10),
      original_name: this.word(),
      created_at: '1970-01-01T00:00:00+00:00',
      modified_at: '2026-01-01T10:00:00.123456+00:00',
      disabled_by: null,
      entity_category: random.pick([null, 'diagnostic', 'config']),
      options: { conversation: { should_expose: true } },
      labels: [],
    };
  }

  private lines(size: number, line: () => string): Buffer {
    const lines: string[] = [];
    for (let length = 0; length < size; ) {
      const next = `${line()}\n`;
      lines.push(next);
      length += next.length;
    }
    return Buffer.from(lines.join(''));
  }
}
