-- A customer takes her data (S11). She reads it with her own rights, under row-level security; what the export tells beyond her page is
-- readable while the transaction says that it exports, and at no other time: cases that the business has put away (they are still
-- held, so GDPR Art. 15 covers them), mail in all its parts, what happened in a case, who looked. Not what may still be taken back, and no draft (D10).
create function scope_exports() returns boolean language sql stable parallel safe
	return coalesce(current_setting('hub.purpose', true) = 'export', false);
comment on function scope_exports() is 'Whether this transaction reads a customer''s data for her export.';

grant select (address, portal_token_created_at, updated_at) on customers to hub_customer;

create policy her_export on inquiries for select to hub_customer
	using (org_id = (select scope_org()) and customer_id = (select scope_customer()) and (select scope_exports()));
grant select (source, previous_id) on inquiries to hub_customer;

create policy her_export on inquiry_events for select to hub_customer
	using (org_id = (select scope_org()) and (select scope_exports()) and exists (select from inquiries
		where inquiries.org_id = inquiry_events.org_id and inquiries.id = inquiry_events.inquiry_id));
grant select (org_id, id, inquiry_id, kind, created_at) on inquiry_events to hub_customer;

create policy her_export on messages for select to hub_customer
	using (org_id = (select scope_org()) and customer_id = (select scope_customer()) and (select scope_exports())
		and (release_at is null or release_at <= now()));
grant select (failure, unverified, details) on messages to hub_customer;

create policy her_export on message_mails for select to hub_customer
	using (org_id = (select scope_org()) and (select scope_exports()) and exists (select from messages
		where messages.org_id = message_mails.org_id and messages.id = message_mails.message_id));
grant select (org_id, message_id, from_name, from_address, to_addresses, cc_addresses, subject, sent_date, html, quoted, signature)
	on message_mails to hub_customer;

grant select (last_downloaded_at, told_at) on documents to hub_customer;

create policy her_export_as_a_friend on referrals for select to hub_customer
	using (org_id = (select scope_org()) and friend_id = (select scope_customer()) and (select scope_exports()));
grant select (friend_id) on referrals to hub_customer;

create policy her_export on customer_aliases for select to hub_customer
	using (org_id = (select scope_org()) and customer_id = (select scope_customer()) and (select scope_exports()));
grant select (org_id, id, customer_id, kind, shown, created_at) on customer_aliases to hub_customer;

create policy her_export on customer_merges for select to hub_customer
	using (org_id = (select scope_org()) and kept_id = (select scope_customer()) and (select scope_exports()));
grant select (org_id, id, kept_id, merged_at) on customer_merges to hub_customer;

create policy her_export on customer_accesses for select to hub_customer
	using (org_id = (select scope_org()) and customer_id = (select scope_customer()) and (select scope_exports()));
grant select (org_id, id, customer_id, kind, who, created_at) on customer_accesses to hub_customer;

create policy her_export on outbox_mails for select to hub_customer
	using (org_id = (select scope_org()) and customer_id = (select scope_customer()) and (select scope_exports()));
grant select (org_id, id, customer_id, kind, recipient, subject, body_text, state, created_at, sent_at) on outbox_mails to hub_customer;
