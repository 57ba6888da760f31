/** What a restore in place does to the files of one part: counted for the plan, and told file by file. */
import { existsSync, lstatSync, readdirSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { companionEnds } from '../sqlite/files.ts';
import type { World } from '../world.ts';
import type { Difference } from './compare.ts';
import { isRuled, swapRules } from './rules.ts';
import type { SwapRules } from './swap.ts';
import type { Changes, FileChange, InstallationRef, PlannedMember } from './types.ts';

export interface EffectRequest {
  planned: PlannedMember;
  installation: InstallationRef;
  /** All of this part is restored, so what is only here leaves it. */
  isWhole: boolean;
  /** The folders of all parts that are restored. */
  targets: readonly string[];
  onChange: (change: FileChange) => void;
}

export class Effect {
  readonly changes: Changes = { replaced: 0, added: 0, removed: 0, same: 0 };
  readonly #request: EffectRequest;
  readonly #live: string;
  readonly #rulesFor: (comes: (name: string) => boolean) => SwapRules;
  /** Those that hold while the backup is read: its database, if it has one, comes. */
  readonly #rules: SwapRules;
  /** Names that are here and in the backup, so never more than are here. */
  readonly #met = new Set<string>();
  readonly #databases = new Set<string>();
  /** What would belong to a database of the backup, if one of its files is one; see `swapFiles`. */
  readonly #companions = new Set<string>();

  constructor(world: World, request: EffectRequest) {
    const { planned, installation, targets } = request;
    this.#request = request;
    this.#live = realpathSync(planned.target);
    this.#rulesFor = (comes) =>
      swapRules(world, installation, {
        part: planned.part,
        live: this.#live,
        others: targets.map((target) => realpathSync(target)),
        comes,
      });
    this.#rules = this.#rulesFor(() => true);
  }

  get live(): string {
    return this.#live;
  }

  take({ path: listed, change, type, before, after }: Difference): void {
    const { planned, installation, isWhole } = this.#request;
    const name = listed.slice(planned.part.length + 1);
    if (installation.databaseFiles.includes(name)) this.#databases.add(name);
    if (!isWhole && type === 'file')
      for (const end of companionEnds)
        if (existsSync(path.join(this.#live, name + end))) this.#companions.add(name + end);
    if (change !== 'missing') this.#met.add(name);
    // A folder that is a file here changes places with it; other folders do not count.
    if (type === 'folder' && change !== 'changed') return;
    if (change === 'missing') this.#tell({ path: listed, change: 'added', here: null, backup: before });
    else if (change === 'same' || (isWhole && isRuled(this.#rules, name))) this.changes.same += 1;
    else this.#tell({ path: listed, change: 'replaced', here: after, backup: before });
  }

  /** Call once, when the backup was read to its end. */
  finish(): void {
    const { planned, isWhole } = this.#request;
    const rules = this.#rulesFor((name) => this.#databases.has(name));
    for (const name of isWhole ? filesBelow(this.#live, '', rules) : this.#companions) {
      // The index that SQLite makes anew whenever it opens a database: nothing is lost with it.
      if (this.#met.has(name) || name.endsWith('-shm')) continue;
      const stat = lstatSync(path.join(this.#live, name), { throwIfNoEntry: false });
      if (!stat) continue;
      const here = stat.isFile() ? stat.size : null;
      this.#tell({ path: `${planned.part}/${name}`, change: 'removed', here, backup: null });
    }
  }

  #tell(change: FileChange): void {
    this.changes[change.change] += 1;
    this.#request.onChange(change);
  }
}

/** Everything but folders, without what a rule leaves where it is. */
function* filesBelow(live: string, folder: string, rules: SwapRules): Generator<string> {
  for (const entry of readdirSync(path.join(live, folder), { withFileTypes: true })) {
    const name = path.join(folder, entry.name);
    if (rules.has(name)) continue;
    if (entry.isDirectory()) yield* filesBelow(live, name, rules);
    else yield name;
  }
}
