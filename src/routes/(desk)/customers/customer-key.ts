/** Names the data of a customer's page, to be read anew. */
export const customerKey = (id: string) => `hub:customer:${id}` as const;
