import { openMailReader, type MailReader, type MailReaderOptions } from '#platform/mail/mail-reader.ts';
import { threadProgram } from '#support/thread-program.ts';

/** A reader whose threads run the sources as they are. Close it in `afterAll`. */
export const openTestMailReader = (options: Omit<MailReaderOptions, 'program'> = {}): MailReader =>
	openMailReader({
		...options,
		program: () => threadProgram('src/platform/mail/reading/thread.ts', 'mail-thread')
	});
