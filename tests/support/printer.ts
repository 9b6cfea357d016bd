import { openPrinter, type Printer, type PrinterOptions } from '#platform/pdf/printer.ts';
import { threadProgram } from '#support/thread-program.ts';

/** A printer whose threads run the sources as they are. Close it in `afterAll`. */
export const openTestPrinter = (options: Omit<PrinterOptions, 'program'> = {}): Printer =>
	openPrinter({
		...options,
		program: () => threadProgram('src/hub/quotes/paper/thread.ts', 'paper-thread')
	});
