import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'vitest';
import type { Page } from 'playwright-core';
import type { RunningApp } from '#support/app.ts';
import { visit } from '#support/browser.ts';
import { checkout } from '#support/program.ts';
import type { Salon } from '#support/salon.ts';

/** Where somebody follows an article: signed in as the owner, with one customer who has written in case 123. */
export type World = { app: RunningApp; page: Page; salon: Salon; customer: string };

const run = promisify(execFile);

type Steps = Record<string, () => Promise<unknown>>;

const named = (page: Page, role: 'button' | 'link' | 'region' | 'switch', name: string | RegExp) =>
	page.getByRole(role, { name });

/** From anywhere to a customer's own page, as a person goes. */
async function toCustomer({ page, app, customer }: World): Promise<void> {
	await visit(page, app.origin);
	await page.getByRole('link', { name: 'Customers' }).first().click();
	await page.getByRole('heading', { level: 1, name: 'Customers' }).waitFor();
	await page.getByRole('link', { name: customer }).click();
	await page.getByRole('heading', { level: 1, name: customer }).waitFor();
}

async function toSettings({ page, app }: World, place: string): Promise<void> {
	await visit(page, app.origin);
	await page.getByRole('link', { name: 'Settings' }).click();
	await page.getByRole('navigation', { name: 'Settings' }).getByRole('link', { name: place }).click();
	await expect.poll(() => page.title()).toContain(place);
}

async function toCase({ page, app }: World): Promise<void> {
	await visit(page, `${app.origin}/inbox?view=all`);
	await page
		.getByRole('region', { name: 'Cases' })
		.getByRole('link', { name: /Wedding in May|Carla/ })
		.first()
		.click();
	await page.getByRole('region', { name: 'Conversation' }).waitFor();
}

const portalAnswers = async ({ app, salon }: World): Promise<number> =>
	(await app.as(null)(`/c/${salon.customers[0]?.token ?? ''}`)).status;

/** How the steps of each article are followed, by its slug and their ids, in their order. */
export const followers: Record<string, (world: World) => Steps> = {
	channels: (world) => ({
		channels: () => toSettings(world, 'Channels'),
		outgoing: async () => {
			const card = named(world.page, 'region', 'Outgoing mail');
			await card.getByLabel('Send from').fill('hello@lumi.example');
			await card.getByLabel('Server').fill('smtp.lumi.example');
		},
		'save-outgoing': () => named(world.page, 'button', 'Save outgoing mail').waitFor()
	}),

	merging: (world) => {
		const { page } = world;
		return {
			customer: () => toCustomer(world),
			more: async () => {
				await named(page, 'button', 'More actions').click();
				await page.getByRole('menuitem', { name: 'Merge with …' }).click();
			},
			other: async () => {
				await page.getByRole('heading', { name: 'Find the other one' }).waitFor();
				await page.getByRole('searchbox', { name: 'Name, email or phone' }).fill('Dana');
				await named(page, 'button', 'Search').last().click();
				await page.getByRole('list', { name: 'Found' }).getByRole('link', { name: 'Dana Customer' }).click();
			},
			preview: () => named(page, 'region', 'What happens').waitFor(),
			merge: async () => {
				await page.getByRole('button', { name: 'Merge', exact: true }).click();
				await page.getByText('Merged with Dana Customer').waitFor();
				await named(page, 'region', 'Details').waitFor();
			},
			undo: async () => {
				await page.getByRole('button', { name: 'Undo', exact: true }).click();
				await page.getByText('They are two customers again').waitFor();
			}
		};
	},

	'taking-everything-with-you': (world) => {
		const { page } = world;
		const download = async (button: RegExp | string, file: RegExp) => {
			const [got] = await Promise.all([page.waitForEvent('download'), named(page, 'button', button).click()]);
			expect(got.suggestedFilename()).toMatch(file);
		};
		return {
			customers: async () => {
				await visit(page, world.app.origin);
				await named(page, 'link', 'Customers').first().click();
				await page.getByRole('heading', { level: 1, name: 'Customers' }).waitFor();
			},
			csv: () => download('Export', /\.csv$/),
			business: () => toSettings(world, 'Business'),
			everything: () => download('Export everything', /\.zip$/)
		};
	},

	backups: () => {
		const takes = async (command: string, ...options: string[]) => {
			const { stdout } = await run(process.execPath, [join(checkout, 'bin/hub'), command, '--help']);
			for (const option of options) expect(stdout, `hub ${command}`).toContain(option);
		};
		return {
			backup: () => takes('backup', '--to', '--passphrase-file'),
			doctor: () => takes('doctor'),
			restore: () => takes('restore', '--passphrase-file')
		};
	},

	'portal-and-documents': (world) => {
		const { page } = world;
		const panel = named(page, 'region', 'Documents');
		return {
			'open-customer': () => toCustomer(world),
			'choose-file': () =>
				panel.getByLabel('File', { exact: true }).setInputFiles({
					name: 'contract.pdf',
					mimeType: 'application/pdf',
					buffer: Buffer.from('%PDF-1.7')
				}),
			label: () => panel.getByLabel('Label').first().fill('Contract 2026'),
			upload: async () => {
				await panel.getByRole('button', { name: /^Upload/ }).click();
				await panel.getByRole('button', { name: 'Delete contract.pdf' }).waitFor();
			},
			share: async () => {
				await named(page, 'button', 'Share portal').click();
				await page.getByRole('menuitem', { name: /Copy/ }).waitFor();
				await page.keyboard.press('Escape');
			},
			delete: async () => {
				await panel.getByRole('button', { name: 'Delete contract.pdf' }).click();
				await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
				await expect.poll(() => panel.getByRole('button', { name: 'Delete contract.pdf' }).count()).toBe(0);
			},
			reset: async () => {
				await named(page, 'button', 'Reset link').first().click();
				await page.getByRole('alertdialog').getByRole('button', { name: 'Reset link' }).click();
				await expect.poll(() => portalAnswers(world)).toBe(404);
			}
		};
	},

	replying: (world) => {
		const { page } = world;
		const box = page.getByRole('textbox', { name: `Message to ${world.customer}` });
		return {
			'needs-reply': async () => {
				await visit(page, `${world.app.origin}/inbox`);
				await page
					.getByRole('navigation', { name: 'Filters' })
					.getByRole('link', { name: /Needs reply/ })
					.click();
			},
			'open-case': async () => {
				await page
					.getByRole('region', { name: 'Cases' })
					.getByRole('link', { name: /Carla/ })
					.first()
					.click();
				await page.getByRole('region', { name: 'Conversation' }).waitFor();
			},
			reply: async () => {
				await page.keyboard.press('r');
				await box.fill('Friday at ten?');
			},
			send: async () => {
				await named(page, 'button', 'Send').click();
				await named(page, 'button', 'Undo').first().waitFor();
			},
			close: async () => {
				await named(page, 'button', 'Close case').first().click();
				const dialog = page.getByRole('dialog');
				await dialog.getByRole('radio', { name: 'Won' }).check();
				await dialog.getByRole('button', { name: 'Close case' }).click();
				await named(page, 'button', 'Reopen').first().click();
				await named(page, 'button', 'Close case').first().waitFor();
			},
			find: async () => {
				await page.keyboard.press('Control+k');
				await page.getByRole('combobox', { name: 'Search customers and cases' }).fill('123');
				await page.getByRole('option', { name: /YS-000123/ }).waitFor();
			}
		};
	},

	'follow-ups': (world) => {
		const { page } = world;
		return {
			more: async () => {
				await toCase(world);
				await named(page, 'button', 'More').last().click();
				await page.getByRole('menuitem', { name: /Remind me/ }).click();
			},
			day: async () => {
				const dialog = page.getByRole('dialog');
				await dialog
					.getByRole('button', { name: /days|week/ })
					.first()
					.click();
				await dialog.getByRole('button', { name: 'Remind me' }).click();
				await page
					.getByText(/if no answer comes/)
					.first()
					.waitFor();
			}
		};
	},

	team: (world) => ({
		team: () => toSettings(world, 'Team'),
		invite: async () => {
			const card = named(world.page, 'region', 'Invite somebody');
			await card.getByLabel('Email').fill('colleague@lumi.example');
			await card.getByLabel('Role').selectOption('agent');
			await card.getByRole('button', { name: 'Invite' }).click();
			await named(world.page, 'region', 'Invited').getByText('colleague@lumi.example').waitFor();
		}
	}),

	'privacy-and-deletion': (world) => {
		const { page } = world;
		const dialog = page.getByRole('alertdialog');
		return {
			'open-request': async () => {
				await world.app.fresh.owner`insert into customer_data_requests (org_id, customer_id)
					values (${world.salon.orgId}, ${world.salon.customers[1]?.id ?? ''}) on conflict do nothing`;
				await visit(page, `${world.app.origin}/inbox`);
				await page.getByRole('link', { name: /Dana Customer.*Asks to be deleted/s }).click();
				await page.getByRole('heading', { level: 1, name: 'Dana Customer' }).waitFor();
			},
			approve: () => named(page, 'button', 'Approve deletion').click(),
			confirm: async () => {
				await dialog.getByRole('button', { name: 'Delete for good' }).waitFor();
				// In the order in which the article names the fields, so that the keyboard goes on from one to the other.
				await dialog.getByLabel('Customer’s name').fill('Dana Customer');
				await page.keyboard.press('Tab');
				await page.keyboard.type('not her password');
				expect(await dialog.getByLabel('Your password').inputValue()).toBe('not her password');
			}
		};
	},

	'quotes-and-getting-paid': (world) => {
		const { page } = world;
		return {
			new: async () => {
				await toCustomer(world);
				await named(page, 'link', 'New quote').click();
				await page.getByLabel('Title').fill('Wedding morning');
				await named(page, 'button', 'Write the quote').click();
			},
			lines: async () => {
				await page.getByLabel('What', { exact: true }).first().fill('Bridal hair');
				await page.getByLabel('Price', { exact: true }).first().fill('200');
				await page.getByText('€200.00').first().waitFor();
				await named(page, 'button', 'Add a line').waitFor();
			},
			send: async () => {
				await page.getByLabel('How', { exact: true }).selectOption('portal');
				await named(page, 'button', 'Send quote').click();
				await page
					.getByText(/^Q-\d+$/)
					.first()
					.waitFor();
			},
			accept: () => named(page, 'button', 'Mark accepted').click(),
			invoice: () => named(page, 'button', 'Make invoice').click(),
			pay: async () => {
				await page.getByLabel('Amount').fill('200');
				await named(page, 'button', 'Record payment').click();
				await page.getByText('All of it was received.').waitFor();
			}
		};
	},

	'loyalty-and-preferences': (world) => {
		const { page } = world;
		return {
			settings: () => toSettings(world, 'Branding'),
			loyalty: async () => {
				const card = named(page, 'region', 'Loyalty');
				await card.getByLabel('VIP from').fill('5');
				await card.getByRole('button', { name: 'Save loyalty' }).click();
				await page.getByText('Loyalty saved').waitFor();
			},
			read: async () => {
				await toCustomer(world);
				await named(page, 'region', 'Preferences').waitFor();
			}
		};
	},

	referrals: (world) => {
		const { page } = world;
		return {
			settings: () => toSettings(world, 'Branding'),
			reward: async () => {
				const card = named(page, 'region', 'Referral program');
				await card.getByLabel('Reward').fill('10 € off for both of you');
				await card.getByRole('switch', { name: 'Referral program' }).click();
				await page
					.getByText(/Referral program (saved|is on)/)
					.first()
					.waitFor();
			},
			ledger: async () => {
				await page.getByRole('link', { name: 'Referrals', exact: true }).first().click();
				await page.getByRole('heading', { level: 1, name: 'Referrals' }).waitFor();
			}
		};
	},

	'switching-the-portal-off': (world) => {
		const { page } = world;
		const flip = named(page, 'switch', 'Customer portal');
		return {
			settings: () => toSettings(world, 'Branding'),
			off: async () => {
				await flip.click();
				await named(page, 'button', 'Turn off').click();
				await expect.poll(() => portalAnswers(world)).toBe(404);
				await expect.poll(() => flip.isChecked()).toBe(false);
			},
			on: async () => {
				await flip.click();
				await expect.poll(() => flip.isChecked()).toBe(true);
			}
		};
	}
};
