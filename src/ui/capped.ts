/** A count as screens say it: exact to 999, from there on "999+", since nobody works through more. */
export const capped = (count: number) => (count > 999 ? '999+' : String(count));
