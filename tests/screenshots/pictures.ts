import type { Page } from 'playwright-core';
import type { App } from '#support/app.ts';
import type { DemoOfHub } from '#support/demo.ts';

/** How a picture of the help centre is taken of the demo: which page, and what is done there before. */
export type Picture = {
	path: (demo: DemoOfHub, app: App) => string | Promise<string>;
	prepare?: (page: Page) => Promise<void>;
};

/** The newest case of the demo's first customer. */
async function firstCase({ customers }: DemoOfHub, app: App): Promise<string> {
	const [row] = await app.fresh.owner<{ id: string }[]>`
		select id from inquiries where customer_id = ${customers[0]?.id ?? null} order by active_at desc limit 1`;
	return `/inbox/${row?.id}`;
}

/** Every picture that an article shows, by its name. */
export const pictures: Record<string, Picture> = {
	documents: {
		path: ({ customers }) => `/customers/${customers[0]?.id}`,
		prepare: (page) => page.getByRole('region', { name: 'Documents' }).scrollIntoViewIfNeeded()
	},
	case: { path: firstCase },
	quote: {
		path: async ({ customers }, app) => {
			const [row] = await app.fresh.owner<{ id: string }[]>`
				select id from quotes where customer_id = ${customers[0]?.id ?? null} and status = 'sent' limit 1`;
			return `/quotes/${row?.id}`;
		}
	},
	deletion: {
		path: async ({ organization, customers }, app) => {
			await app.fresh.owner`insert into customer_data_requests (org_id, customer_id)
				values (${organization.id}, ${customers[1]?.id ?? null}) on conflict do nothing`;
			return `/customers/${customers[1]?.id}`;
		}
	}
};
