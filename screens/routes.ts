/** The screens by name, and what each one's route carries. Data only: a route can be kept and compared. */

export interface Routes {
  home: null;
  /** An id or the path of an archive; null: it is chosen there. */
  restore: { backup: string | null } | null;
}

export type ScreenName = keyof Routes;

/** `open({ screen: 'home', params: null })`. */
export type Route = { [Name in ScreenName]: { screen: Name; params: Routes[Name] } }[ScreenName];
