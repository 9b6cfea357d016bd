/** Characters of preferences, as the database counts them: code points. */
export const PREFERENCES_MOST = 2000;
/** Characters of one reply, counted alike. */
export const REPLY_MOST = 5000;
