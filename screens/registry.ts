/** Every screen there is. Those with a task make up Home's menu, in this order. */
import { home } from './home/index.tsx';
import type { Routes } from './routes.ts';
import type { Screen } from './shell/screen.ts';

export const registry: { readonly [Name in keyof Routes]: Screen<Routes[Name]> } = { home };
