-- How an organization sends and receives beyond the instance's own means: its SMTP server, its mailbox, its WhatsApp number.
-- Everything that a channel needs, hosts and names included, is sealed with the instance key: a copy of the database shows none.
create table channels (
	org_id uuid not null references organizations on delete cascade,
	kind text not null check (kind in ('smtp', 'imap', 'whatsapp')),
	sealed bytea not null,
	external_id text check (char_length(external_id) between 1 and 200),
	status text not null default 'untested' check (status in ('untested', 'working', 'failing')),
	last_error text check (char_length(last_error) <= 500),
	checked_at timestamptz,
	updated_at timestamptz not null default now(),
	primary key (org_id, kind),
	constraint "a failing channel says why" check ((status = 'failing') = (last_error is not null))
);
comment on table channels is 'Settings of /settings/channels; a kind without a row uses what the instance has, if anything.';
comment on column channels.sealed is 'JSON of the settings (hub/channels/schema.ts), passwords included, bound to organization and kind.';
comment on column channels.external_id is 'By which a webhook finds the channel: WhatsApp''s phone number id. Not unique: whoever types it proves nothing by that.';
create index channels_by_external_id on channels (kind, external_id) where external_id is not null;

alter table channels enable row level security;
alter table channels force row level security;
create policy maintenance on channels to hub_owner using (true) with check (true);
create policy members_of_the_organization on channels to hub_member using (org_id = (select scope_org())) with check (org_id = (select scope_org()));
grant select, insert, update, delete on channels to hub_member;
-- Everybody may know that a channel is there and how it fares; only owners and admins set one up, and the app opens its seal for them alone.
create policy channels_are_made_by_who_may on channels as restrictive for insert to hub_member with check (gate.my_role() in ('owner', 'admin'));
create policy channels_are_changed_by_who_may on channels as restrictive for update to hub_member using (gate.my_role() in ('owner', 'admin'));
create policy channels_are_removed_by_who_may on channels as restrictive for delete to hub_member using (gate.my_role() in ('owner', 'admin'));
create policy work_for_the_organization on channels to hub_worker using (org_id = (select scope_org())) with check (org_id = (select scope_org()));
grant select on channels to hub_worker;
grant update (status, last_error, checked_at) on channels to hub_worker;
create policy gate on channels for select to hub_gate using (true);
grant select (org_id, kind, external_id, updated_at) on channels to hub_gate;

-- Readers of mailboxes follow what is set, changed and removed, in every process.
create function channel_changed() returns trigger language plpgsql as $$
begin
	perform pg_notify('channels', json_build_object('org', coalesce(new.org_id, old.org_id), 'kind', coalesce(new.kind, old.kind))::text);
	return null;
end $$;
create trigger channel_made after insert or delete on channels for each row execute function channel_changed();
create trigger channel_changed after update of sealed on channels for each row execute function channel_changed();

set local role hub_gate;
create function gate.channels_of(of_kind text) returns table (org_id uuid, updated_at timestamptz)
language sql stable security definer set search_path = public, pg_temp as $$
	select channels.org_id, channels.updated_at from channels where kind = of_kind order by channels.org_id;
$$;
comment on function gate.channels_of(text) is 'Organizations that have set up a channel of this kind, for readers that serve them all.';

create function gate.channel_owners(of_kind text, known_as text) returns setof uuid
language sql stable security definer set search_path = public, pg_temp as $$
	select org_id from channels where kind = of_kind and external_id = known_as order by org_id;
$$;
comment on function gate.channel_owners(text, text) is 'Organizations that say this number or mailbox is theirs; the caller still checks the signature with each one''s secret.';
revoke execute on function gate.channels_of(text), gate.channel_owners(text, text) from public;
grant execute on function gate.channels_of(text), gate.channel_owners(text, text) to hub_worker;
set local role hub_owner;
