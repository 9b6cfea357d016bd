/** S1: the most bytes that a document may have; one more is refused. */
export const DOCUMENT_LIMIT = 50 * 1024 * 1024;
/** Documents in one page of the panel. */
export const PAGE_SIZE = 50;
/** Characters of a label. */
export const LABEL_LIMIT = 120;
