/** The steps of showing around, in their order. Each may be skipped. */
export const steps = ['business', 'brand', 'customer', 'share'] as const;
export type StepName = (typeof steps)[number];

/** As an address has it; anything else is the first. */
export const readStep = (asked: string | null): StepName => steps.find((step) => step === asked) ?? steps[0];

/** null: it was the last. */
export const stepAfter = (step: StepName): StepName | null => steps[steps.indexOf(step) + 1] ?? null;
