/**
 * Sent along by a page that is open and reads its data anew, because somebody wrote or she did something there: nobody opens anything
 * then. It is a hint and no proof, so what believes it still writes an opening down once a day (hub/privacy/access.ts).
 */
export const REREAD_HEADER = 'x-hub-reread';

export const isReread = (request: Request): boolean => request.headers.has(REREAD_HEADER);
