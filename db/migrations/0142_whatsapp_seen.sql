-- As mail_seen: a message from WhatsApp counts once, also when Meta repeats its webhook after the customer was erased (D7). The
-- provider's id in messages goes with her; this keyed hash of it names nobody and stays.
create table whatsapp_seen (
	org_id uuid not null references organizations on delete cascade,
	hash bytea not null check (octet_length(hash) = 32),
	seen_at timestamptz not null default now(),
	primary key (org_id, hash)
);
comment on table whatsapp_seen is 'Keyed hashes of the ids of all messages that came from WhatsApp; kept when a customer is erased.';
alter table whatsapp_seen enable row level security;
alter table whatsapp_seen force row level security;
create policy maintenance on whatsapp_seen to hub_owner using (true) with check (true);
create policy work_for_the_organization on whatsapp_seen to hub_worker
	using (org_id = (select scope_org())) with check (org_id = (select scope_org()));
grant select, insert on whatsapp_seen to hub_worker;
