import type { App } from './screen.tsx';

/** Fills in the form of a network share that nobody offers, down to the password. */
export async function enterShare(app: App, password: string): Promise<void> {
  await app.press('tab');
  await app.type('nas.invalid');
  await app.press('tab');
  await app.type('backups');
  await app.press('tab', 'tab');
  await app.type('anna');
  await app.press('tab');
  await app.type(password);
}
