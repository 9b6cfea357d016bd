/** A number with what it counts: "1 job", "2 jobs". */
export const counted = (number: number, one: string, many: string): string =>
	number === 1 ? `1 ${one}` : `${number} ${many}`;
