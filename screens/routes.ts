/** The screens by name, and what each one's route carries. Data only: a route can be kept and compared. */
import type { CatalogEntry } from '../core/catalog/catalog.ts';
import type { LocationParams } from './locations/form/params.ts';
import type { RestoreParams } from './restore/model.ts';

export interface Routes {
  home: null;
  prepare: null;
  settings: null;
  'backup-now': null;
  backups: null;
  schedule: null;
  'emergency-kit': null;
  /** The rules of this plan; null: of the first one. */
  'clean-up': { plan: string } | null;
  locations: null;
  location: LocationParams;
  'location-test': { name: string };
  /** One backup from inside. */
  backup: { backup: CatalogEntry };
  /** The page of one job: how far it is, and what came of it. */
  job: { id: string };
  restore: RestoreParams;
}

export type ScreenName = keyof Routes;

/** `open({ screen: 'home', params: null })`. */
export type Route = { [Name in ScreenName]: { screen: Name; params: Routes[Name] } }[ScreenName];
