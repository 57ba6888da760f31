import type { CatalogEntry } from '../../core/catalog/catalog.ts';

/** A whole backup as the catalog lists it, with what a test says of it. */
export function catalogEntry(id: string, date: string, more: Partial<CatalogEntry> = {}): CatalogEntry {
  return {
    id,
    name: 'A backup',
    date,
    type: 'full',
    encrypted: true,
    size: 1,
    maker: 'lifeboat',
    homeassistantVersion: null,
    parts: [],
    plan: null,
    device: null,
    complete: true,
    whole: true,
    locations: [{ name: 'usb', path: `/usb/${id}.tar` }],
    ...more,
  };
}
