import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lineTotal, totals, Unaddable, type Discount, type Line, type Sheet } from './money.ts';

const line = (it: Partial<Line>): Line => ({
	quantity: 1000,
	unitPrice: 0,
	discount: null,
	taxRate: 0,
	...it
});
const sheet = (lines: Partial<Line>[], more: Partial<Omit<Sheet, 'lines'>> = {}): Sheet => ({
	lines: lines.map(line),
	discount: null,
	taxIncluded: true,
	...more
});

const discounts: fc.Arbitrary<Discount> = fc.option(
	fc.record({ percent: fc.integer({ min: 1, max: 10_000 }) }),
	{
		nil: null
	}
);
const lines: fc.Arbitrary<Line> = fc.record({
	quantity: fc.integer({ min: 1, max: 100_000 }),
	unitPrice: fc.integer({ min: 0, max: 10_000_000 }),
	discount: discounts,
	taxRate: fc.constantFrom(0, 250, 700, 900, 1350, 1900, 2100, 2300)
});
const sheets: fc.Arbitrary<Sheet> = fc.record({
	lines: fc.array(lines, { maxLength: 12 }),
	discount: discounts,
	taxIncluded: fc.boolean()
});

describe('what a quote comes to', () => {
	test('a line is quantity times price, rounded once with halves away from zero', () => {
		expect(lineTotal(line({ quantity: 2500, unitPrice: 6000 })).total).toBe(15_000);
		expect(lineTotal(line({ quantity: 500, unitPrice: 1 })).total).toBe(1);
		expect(lineTotal(line({ quantity: 499, unitPrice: 1 })).total).toBe(0);
		expect(lineTotal(line({ quantity: 333, unitPrice: 1000 })).total).toBe(333);
	});

	test('tax that is included is taken out of the price; tax on top is added', () => {
		expect(totals(sheet([{ unitPrice: 9500, taxRate: 900 }]))).toMatchObject({
			net: 8716,
			tax: 784,
			total: 9500
		});
		expect(totals(sheet([{ unitPrice: 9500, taxRate: 900 }], { taxIncluded: false }))).toMatchObject({
			net: 9500,
			tax: 855,
			total: 10_355
		});
	});

	test('tax is taken once per rate, so ten cheap lines pay what one dear line pays (EN 16931, BR-CO-17)', () => {
		const ten = Array.from({ length: 10 }, () => ({ unitPrice: 5, taxRate: 900 }));
		expect(totals(sheet(ten, { taxIncluded: false })).tax).toBe(5);
		expect(totals(sheet([{ unitPrice: 50, taxRate: 900 }], { taxIncluded: false })).tax).toBe(5);
	});

	test('a discount on the whole is shared among the rates', () => {
		const result = totals(
			sheet(
				[
					{ unitPrice: 10_000, taxRate: 2300 },
					{ unitPrice: 5000, taxRate: 900 }
				],
				{
					discount: { amount: 1000 },
					taxIncluded: false
				}
			)
		);
		expect(result.byRate).toEqual([
			{ taxRate: 2300, net: 9333, tax: 2147 },
			{ taxRate: 900, net: 4667, tax: 420 }
		]);
		expect(result.total).toBe(9333 + 2147 + 4667 + 420);
	});

	test('a discount larger than its sum is refused, and so is more than anybody is owed', () => {
		expect(() => totals(sheet([{ unitPrice: 100, discount: { amount: 101 } }]))).toThrow(Unaddable);
		expect(() => totals(sheet([{ unitPrice: 100 }], { discount: { amount: 101 } }))).toThrow(Unaddable);
		expect(() => totals(sheet([{ unitPrice: 1_000_000_000_000, quantity: 2000 }]))).toThrow(Unaddable);
	});

	test('nothing comes to nothing', () => {
		expect(totals(sheet([]))).toEqual({
			lines: [],
			items: 0,
			discount: 0,
			net: 0,
			tax: 0,
			total: 0,
			byRate: []
		});
	});
});

describe('for any quote', () => {
	test('every minor unit is somewhere, once', () => {
		fc.assert(
			fc.property(sheets, (any) => {
				const sum = totals(any);
				expect(sum.net + sum.tax).toBe(sum.total);
				expect(sum.lines.reduce((all, { total }) => all + total, 0)).toBe(sum.items);
				expect(sum.byRate.reduce((all, { net }) => all + net, 0)).toBe(sum.net);
				expect(sum.byRate.reduce((all, { tax }) => all + tax, 0)).toBe(sum.tax);
				expect(any.taxIncluded ? sum.total : sum.net).toBe(sum.items - sum.discount);
				for (const rate of sum.byRate) expect(Math.min(rate.net, rate.tax)).toBeGreaterThanOrEqual(0);
				for (const one of [sum.items, sum.discount, sum.net, sum.tax, sum.total])
					expect(Number.isSafeInteger(one)).toBe(true);
			})
		);
	});

	test('the order of lines does not matter', () => {
		fc.assert(
			fc.property(sheets, fc.infiniteStream(fc.nat()), (any, chance) => {
				const keys = new Map(any.lines.map((one) => [one, chance.next().value as number]));
				const shuffled = [...any.lines].sort((a, b) => (keys.get(a) ?? 0) - (keys.get(b) ?? 0));
				expect({ ...totals({ ...any, lines: shuffled }), lines: [] }).toEqual({ ...totals(any), lines: [] });
			})
		);
	});

	test('tax is within half a minor unit of what the law asks for at each rate', () => {
		fc.assert(
			fc.property(sheets, (any) => {
				for (const { net, tax, taxRate } of totals(any).byRate)
					expect(Math.abs(tax - (net * taxRate) / 10_000)).toBeLessThanOrEqual(any.taxIncluded ? 1 : 0.5);
			})
		);
	});

	test('taking a discount away never costs more than it gave', () => {
		fc.assert(
			fc.property(sheets, (any) => {
				expect(totals(any).total).toBeLessThanOrEqual(totals({ ...any, discount: null }).total);
			})
		);
	});
});
