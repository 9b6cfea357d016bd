/**
 * What a quote comes to, in whole minor units and without floating point: the same function in the browser, on the server and, as
 * `quote_sums` (db/migrations/0160), in the database.
 *
 * The rule (docs/decisions/0020): a line is quantity × price, rounded once, less its discount. Tax is taken once per rate from the
 * sum of that rate's lines, as EN 16931 has it (BR-CO-17), not per line: so the order of lines changes nothing, and no cent is
 * lost by splitting one. A discount on the whole is shared among the rates in proportion, by largest remainder. Halves are rounded
 * away from zero.
 */

/** A percentage in basis points (1250 is 12.5 %), or an amount in minor units; null: none. */
export type Discount = { percent: number } | { amount: number } | null;

export type Line = {
	/** Thousandths: 2500 is 2.5. */
	quantity: number;
	/** Minor units. */
	unitPrice: number;
	discount: Discount;
	/** Basis points: 900 is 9 %. */
	taxRate: number;
};

export type Sheet = {
	lines: readonly Line[];
	discount: Discount;
	/** Prices have tax in them; otherwise it comes on top. */
	taxIncluded: boolean;
};

export type LineTotal = {
	/** Quantity × price, before its discount. */
	before: number;
	discount: number;
	total: number;
};

export type RateTotal = { taxRate: number; net: number; tax: number };

/** All in minor units; `net + tax = total`, and so for the sums of `byRate`. */
export type Totals = {
	lines: LineTotal[];
	/** Sum of the lines. */
	items: number;
	/** What the discount on the whole comes to. */
	discount: number;
	net: number;
	tax: number;
	total: number;
	/** By rate, the highest first. */
	byRate: RateTotal[];
};

/** Most that a quote may come to: far above any, far below what a number holds exactly. */
const MOST_MINOR = 1_000_000_000_000;

/** A sum past MOST_MINOR, or a discount larger than what it is taken from. */
export class Unaddable extends RangeError {
	constructor(
		readonly why: 'too-much' | 'discount',
		/** Index of the line; null: the whole. */
		readonly line: number | null
	) {
		super(why === 'discount' ? 'a discount is larger than the sum' : 'more than a quote can come to');
	}
}

/** n / d to the nearest whole, halves away from zero; both not negative. */
const rounded = (numerator: bigint, divisor: bigint) => (2n * numerator + divisor) / (2n * divisor);

function discountOf(sum: bigint, discount: Discount, line: number | null): bigint {
	if (!discount) return 0n;
	const taken =
		'percent' in discount ? rounded(sum * BigInt(discount.percent), 10_000n) : BigInt(discount.amount);
	if (taken > sum) throw new Unaddable('discount', line);
	return taken;
}

/** One line. Throws Unaddable. */
export function lineTotal({ quantity, unitPrice, discount }: Line, index = 0): LineTotal {
	const before = rounded(BigInt(quantity) * BigInt(unitPrice), 1000n);
	if (before > BigInt(MOST_MINOR)) throw new Unaddable('too-much', index);
	const taken = discountOf(before, discount, index);
	return { before: Number(before), discount: Number(taken), total: Number(before - taken) };
}

/** The whole. Throws Unaddable. */
export function totals({ lines, discount, taxIncluded }: Sheet): Totals {
	const each = lines.map(lineTotal);
	const rates = new Map<number, bigint>();
	for (const [index, { total }] of each.entries()) {
		const { taxRate } = lines[index] ?? { taxRate: 0 };
		rates.set(taxRate, (rates.get(taxRate) ?? 0n) + BigInt(total));
	}
	const items = [...rates.values()].reduce((sum, gross) => sum + gross, 0n);
	const taken = discountOf(items, discount, null);
	const byRate = shared(rates, items, taken).map(({ taxRate, taxable }) =>
		taxed(taxRate, taxable, taxIncluded)
	);
	const net = byRate.reduce((sum, rate) => sum + rate.net, 0);
	const tax = byRate.reduce((sum, rate) => sum + rate.tax, 0);
	if (items > BigInt(MOST_MINOR) || net + tax > MOST_MINOR) throw new Unaddable('too-much', null);
	return { lines: each, items: Number(items), discount: Number(taken), net, tax, total: net + tax, byRate };
}

/** What is left of each rate after its share of the discount; the minor units that division leaves go to the largest remainders. */
function shared(
	rates: Map<number, bigint>,
	items: bigint,
	discount: bigint
): { taxRate: number; taxable: bigint }[] {
	const shares = [...rates].map(([taxRate, gross]) => ({
		taxRate,
		gross,
		share: items ? (discount * gross) / items : 0n,
		remainder: items ? (discount * gross) % items : 0n
	}));
	let left = discount - shares.reduce((sum, { share }) => sum + share, 0n);
	shares.sort((a, b) => Number(b.remainder - a.remainder) || b.taxRate - a.taxRate);
	for (const one of shares) {
		if (left === 0n) break;
		one.share += 1n;
		left -= 1n;
	}
	return shares
		.sort((a, b) => b.taxRate - a.taxRate)
		.map(({ taxRate, gross, share }) => ({ taxRate, taxable: gross - share }));
}

function taxed(taxRate: number, taxable: bigint, included: boolean): RateTotal {
	const rate = BigInt(taxRate);
	if (!included) return { taxRate, net: Number(taxable), tax: Number(rounded(taxable * rate, 10_000n)) };
	const net = rounded(taxable * 10_000n, 10_000n + rate);
	return { taxRate, net: Number(net), tax: Number(taxable - net) };
}

/** What is still to be paid after `received`; never negative. */
export const openAmount = (total: number, received: number): number => Math.max(0, total - received);
