import type { PersonalData } from '#hub/personal-data.ts';

export const helpData: PersonalData = {
	help_votes: {
		nothing: 'Whether an article helped a member.',
		columns: ['org_id', 'member_id', 'slug', 'helpful', 'voted_at']
	}
};
