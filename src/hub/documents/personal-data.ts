import { as, colleague, type PersonalData, secret, technical } from '#hub/personal-data.ts';

export const documentsData: PersonalData = {
	documents: {
		rows: [{ by: 'customer_id', erased: 'deleted' }],
		columns: {
			org_id: technical,
			id: technical,
			customer_id: technical,
			object_key: secret,
			thumbnail_key: secret,
			name: as('documents[].name'),
			label: as('documents[].label'),
			content_type: as('documents[].type'),
			category: as('documents[].category'),
			size: as('documents[].size'),
			sha256: as('documents[].sha256'),
			uploaded_by: colleague,
			upload_key: technical,
			created_at: as('documents[].createdAt'),
			first_opened_at: as('documents[].firstOpenedAt'),
			last_downloaded_at: as('documents[].lastDownloadedAt'),
			downloads: as('documents[].downloads'),
			tell: technical,
			told_at: as('documents[].toldAt')
		}
	}
};
