/** What the screens are given by the program. Data comes from core, through hooks. */
import type { Installation } from '../core/device/types.ts';
import type { Jobs } from '../core/jobs/types.ts';
import type { World } from '../core/world.ts';
import type { TerminalWishes } from './terminal/traits.ts';

export interface ScreenContext {
  world: World;
  /** Lifeboat's own directory: settings, keys and journals. */
  home: string;
  /** Null where none was found: Home then offers ways to go on. */
  installation: Installation | null;
  /** Backups, restores and the like, each in a process that outlives the screens. */
  jobs: Jobs;
  /** What the user asked for on the command line or in the settings. */
  wishes: TerminalWishes;
}
