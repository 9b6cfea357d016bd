/** What one won case is called. Every language of the portal has its words for these. */
export const visitWords = ['visit', 'session', 'shoot', 'clean', 'job'] as const;
export type VisitWord = (typeof visitWords)[number];

export type LoyaltyRule = {
	word: VisitWord;
	/** So many within 365 days are the first that the pill counts aloud. */
	from: number;
	/** So many within 365 days make a VIP. */
	vipFrom: number;
	vipName: string;
};

/** S18: every industry's own idea of a regular. A business may choose otherwise under Settings → Branding. */
export const industries = {
	salon: { word: 'visit', from: 2, vipFrom: 6, vipName: 'VIP' },
	makeup: { word: 'visit', from: 2, vipFrom: 4, vipName: 'VIP' },
	photographer: { word: 'shoot', from: 2, vipFrom: 3, vipName: 'VIP' },
	cleaning: { word: 'clean', from: 2, vipFrom: 12, vipName: 'VIP' },
	fitness: { word: 'session', from: 2, vipFrom: 24, vipName: 'VIP' },
	trades: { word: 'job', from: 2, vipFrom: 4, vipName: 'VIP' },
	other: { word: 'visit', from: 2, vipFrom: 6, vipName: 'VIP' }
} satisfies Record<string, LoyaltyRule>;

/** The rule of an industry as organizations.industry names it. */
export const ruleOf = (industry: string): LoyaltyRule =>
	Object.hasOwn(industries, industry) ? industries[industry as keyof typeof industries] : industries.other;
