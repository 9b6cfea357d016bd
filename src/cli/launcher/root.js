import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout that this program belongs to. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '../../..');
