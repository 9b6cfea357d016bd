import { openEmbedded } from '#platform/postgres/embedded.ts';
import { connect } from '#platform/postgres/url.ts';

/**
 * The bare start that the app's start is measured by: a process of Node's that starts the same database in the same way,
 * asks it one thing, and says so.
 */
const embedded = await openEmbedded({
	dataDir: process.env['DATA_DIR'] ?? '',
	role: 'guest',
	environment: process.env
});
const sql = connect(embedded.url, { max: 1 });
await sql`select 1`;
console.log('answered');
await sql.end();
await embedded.close();
