-- The customer's own download is written by the customer's own role: these three columns of her own documents and nothing else.
grant select (downloads), update (first_opened_at, last_downloaded_at, downloads) on documents to hub_customer;
create policy the_customer_downloads on documents for update to hub_customer
	using (org_id = (select scope_org()) and customer_id = (select scope_customer()))
	with check (org_id = (select scope_org()) and customer_id = (select scope_customer()));
