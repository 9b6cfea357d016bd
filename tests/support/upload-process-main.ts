import { UPLOAD } from '#platform/multipart/multipart.ts';
import { openStorage } from '#platform/storage/open.ts';
import { portOf, startUploadServer } from './upload-server.ts';

/** The upload server in a process of its own, which tells its parent how much memory it holds. */
const [dataDir = '', storageUrl = ''] = process.argv.slice(2);
const server = await startUploadServer(openStorage({ dataDir, storageUrl: storageUrl || null }), UPLOAD);

let peak = 0;
setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 10).unref();
process.on('message', () => {
	process.send?.({ now: process.memoryUsage.rss(), peak });
	peak = 0;
});
process.on('disconnect', () => process.exit());
process.send?.({ port: portOf(server) });
