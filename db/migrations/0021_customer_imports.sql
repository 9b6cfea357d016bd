-- A file of customers that has been read and waits for its member's "yes": one at a time for each member, for an hour at most.
-- It lies here and not in the browser so that a button pressed twice, or again after a lost connection, imports once.
create table customer_imports (
	org_id uuid not null,
	id uuid not null default gen_random_uuid(),
	member_id uuid not null,
	file_name text not null constraint "a file name has at most 255 characters" check (char_length(file_name) <= 255),
	sheet bytea not null,
	headed boolean not null,
	columns text[] not null,
	result jsonb,
	created_at timestamptz not null default now(),
	expires_at timestamptz not null default now() + interval '1 hour',
	primary key (org_id, id),
	unique (org_id, member_id),
	foreign key (org_id, member_id) references members (org_id, id) on delete cascade
);
comment on column customer_imports.sheet is 'The file''s rows as JSON; once imported, only those that were left out.';
comment on column customer_imports.columns is 'What each column means (hub/customers/import/columns.ts); empty: left out.';
comment on column customer_imports.result is 'Once imported: how many were added, and how many were left out for which reason.';
create index customer_imports_expired on customer_imports (expires_at);

alter table customer_imports enable row level security;
alter table customer_imports force row level security;
create policy maintenance on customer_imports to hub_owner using (true) with check (true);
create policy members_of_the_organization on customer_imports to hub_member
	using (org_id = (select scope_org())) with check (org_id = (select scope_org()));
grant select, delete, insert (org_id, member_id, file_name, sheet, headed, columns), update (headed, columns, sheet, result)
	on customer_imports to hub_member;
create policy gate on customer_imports for select to hub_gate using (true);
create policy gate_forgets on customer_imports for delete to hub_gate using (expires_at < now());
grant select (expires_at), delete on customer_imports to hub_gate;

set local role hub_gate;
create function gate.forget_customer_imports() returns void
language sql security definer set search_path = public, pg_temp as $$
	delete from customer_imports where expires_at < now();
$$;
comment on function gate.forget_customer_imports() is 'Removes files that were read an hour ago, imported or not.';
revoke execute on function gate.forget_customer_imports() from public;
grant execute on function gate.forget_customer_imports() to hub_worker;
set local role hub_owner;
