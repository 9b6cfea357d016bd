import { not, type PersonalData, technical } from '#hub/personal-data.ts';

const jobs = 'graphile_worker._private_jobs';

/** What the platform keeps for itself: migrations, and the queue of jobs, which carry ids and sometimes an address. */
export const maintenanceData: PersonalData = {
	schema_migrations: {
		nothing: 'Which migrations ran.',
		columns: ['name', 'sha256', 'applied_at']
	},
	kept_keys: {
		nothing: 'Keys of hashes that name nobody.',
		columns: ['purpose', 'key', 'created_at']
	},
	[jobs]: {
		rows: [
			{
				mentionedIn: ['payload', 'key', 'last_error'],
				erased: 'deleted',
				withheld: 'What the app is about to do; what it then did is exported.'
			}
		],
		columns: {
			id: technical,
			job_queue_id: technical,
			task_id: technical,
			payload: not('What the app is about to do, by ids; what it then did is exported.'),
			priority: technical,
			run_at: technical,
			attempts: technical,
			max_attempts: technical,
			last_error: not('Why a job is tried again.'),
			created_at: technical,
			updated_at: technical,
			key: technical,
			locked_at: technical,
			locked_by: technical,
			revision: technical,
			flags: technical,
			is_available: technical
		}
	},
	'graphile_worker._private_job_queues': {
		nothing: 'Queues that the library knows.',
		columns: ['id', 'queue_name', 'locked_at', 'locked_by', 'is_available']
	},
	'graphile_worker._private_known_crontabs': {
		nothing: 'When what runs by the clock last ran.',
		columns: ['identifier', 'known_since', 'last_execution']
	},
	'graphile_worker._private_tasks': {
		nothing: 'Names of tasks.',
		columns: ['id', 'identifier']
	},
	'graphile_worker.migrations': {
		nothing: 'Which migrations of the library ran.',
		columns: ['id', 'ts', 'breaking']
	}
};
