import { not, type PersonalData, secret, technical } from '#hub/personal-data.ts';

const ofItsFile = not('As of the document or attachment that it is the bytes of, where it is exported.');

export const objectsData: PersonalData = {
	objects: {
		rows: [
			{ through: 'documents', by: 'key', of: 'object_key', erased: 'deleted' },
			{ through: 'documents', by: 'key', of: 'thumbnail_key', erased: 'deleted' },
			{ through: 'attachments', by: 'key', of: 'object_key', erased: 'deleted' },
			{ through: 'attachments', by: 'key', of: 'thumbnail_key', erased: 'deleted' }
		],
		columns: {
			key: secret,
			org_id: technical,
			state: technical,
			size: ofItsFile,
			sha256: ofItsFile,
			created_at: ofItsFile,
			leaving_since: technical,
			erasure_id: technical
		}
	}
};
