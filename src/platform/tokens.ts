import { createHash, randomBytes } from 'node:crypto';

/** 256 random bits as 43 base64url characters: a session's cookie, a one-time link. */
export const newToken = () => randomBytes(32).toString('base64url');

/** What the database keeps of a token: 32 bytes. 256 random bits cannot be guessed from their SHA-256. Any text is hashed. */
export const hashToken = (token: string) => createHash('sha256').update(token).digest();
