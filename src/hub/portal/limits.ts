/** Characters of preferences, as the database counts them: code points. */
export const PREFERENCES_MOST = 2000;
