-- W8: the referral programme. A customer's referral link is another than her portal's, because it is made to be passed on: whoever has
-- it learns her first name and the business's offer, and can write to the business. Nothing that a stranger types there names a customer
-- until it has been looked up by a job, and where an address is known already, until a member has said who it is.
alter table organizations
	add column referral_enabled boolean not null default false,
	add column referral_reward text constraint "a reward has 1 to 300 characters" check (char_length(referral_reward) between 1 and 300),
	add column referral_fine_print text check (char_length(referral_fine_print) between 1 and 300),
	add column referral_terms text check (char_length(referral_terms) between 1 and 5000),
	add constraint "who is to recommend is told what for" check (not referral_enabled or referral_reward is not null);
grant update (referral_enabled, referral_reward, referral_fine_print, referral_terms) on organizations to hub_member;
grant select (referral_enabled, referral_reward, referral_fine_print, referral_terms) on organizations to hub_customer;

create table referral_links (
	org_id uuid not null,
	id uuid not null default gen_random_uuid(),
	customer_id uuid not null,
	token_hash bytea not null unique check (octet_length(token_hash) = 32),
	sealed bytea not null,
	created_at timestamptz not null default now(),
	primary key (org_id, id),
	foreign key (org_id, customer_id) references customers (org_id, id) on delete cascade
);
comment on table referral_links is 'What opens /r/<token>. After a merge a customer has several, and each still counts for her.';
comment on column referral_links.token_hash is 'SHA-256 of 256 random bits that nobody chooses: its uniqueness is no oracle.';
comment on column referral_links.sealed is 'The token, bound to this row''s id, so that it can be shown again (src/platform/sealing.ts).';
create index referral_links_by_customer on referral_links (org_id, customer_id, created_at);

alter table referral_links enable row level security;
alter table referral_links force row level security;
create policy maintenance on referral_links to hub_owner using (true) with check (true);
create policy members_of_the_organization on referral_links to hub_member
	using (org_id = (select scope_org())) with check (org_id = (select scope_org()));
grant select, delete, insert (org_id, id, customer_id, token_hash, sealed), update (customer_id) on referral_links to hub_member;
create policy work_for_the_organization on referral_links to hub_worker
	using (org_id = (select scope_org())) with check (org_id = (select scope_org()));
grant select, delete, insert (org_id, id, customer_id, token_hash, sealed) on referral_links to hub_worker;
create policy the_customer_alone on referral_links for select to hub_customer
	using (org_id = (select scope_org()) and customer_id = (select scope_customer()));
grant select (org_id, id, customer_id, sealed, created_at) on referral_links to hub_customer;
create policy gate on referral_links for select to hub_gate using (true);
grant select (org_id, id, customer_id, token_hash) on referral_links to hub_gate;

alter table referrals
	add column friend_email text check (char_length(friend_email) between 3 and 254),
	add column friend_phone text check (char_length(friend_phone) between 3 and 40),
	add column settled_at timestamptz,
	add column settled_by uuid,
	add column refusal text check (refusal in ('self', 'duplicate')),
	add column idempotency_key uuid,
	add unique (org_id, idempotency_key),
	add foreign key (org_id, settled_by) references members (org_id, id) on delete set null (settled_by),
	add constraint "what does not count is not credited" check (refusal is null or credited_at is null);
update referrals set settled_at = created_at;
alter table referrals alter column settled_at set default now();
comment on column referrals.friend_name is 'As the friend wrote it to the business. It is hers, and the referrer never sees it (docs/decisions/0023).';
comment on column referrals.settled_at is 'When it was decided who the friend is, by the look-up or by a member; null: not yet.';
comment on column referrals.refusal is 'Why it does not count: she recommended herself, or the friend was recommended before.';
create index referrals_by_time on referrals (org_id, created_at desc, id desc);
create index referrals_by_settling_member on referrals (org_id, settled_by) where settled_by is not null;

-- The referrer learns how many wrote and how many came, and nothing of who they are.
revoke select (friend_name) on referrals from hub_customer;
grant select (refusal) on referrals to hub_customer;

-- Whatever else the timeline knows by now, this too.
do $$
declare
	known text[];
begin
	select array_agg(kind[1]) into known from pg_constraint, regexp_matches(pg_get_constraintdef(oid), '''([a-z_]+)''', 'g') as kind
	where conname = 'inquiry_events_kind_check' and conrelid = 'inquiry_events'::regclass;
	alter table inquiry_events drop constraint inquiry_events_kind_check;
	execute format('alter table inquiry_events add constraint inquiry_events_kind_check check (kind = any (%L::text[]))', known || 'referral'::text);
end $$;

-- The card. As everything in the portal it is read with the customer's own rights.
create function portal_referral(of_org uuid, of_customer uuid) returns json
language plpgsql stable set plan_cache_mode = force_generic_plan as $$
begin
	return (
		select json_build_object('reward', o.referral_reward, 'finePrint', o.referral_fine_print, 'terms', o.referral_terms,
			'link', (select json_build_object('id', l.id, 'sealed', encode(l.sealed, 'hex')) from referral_links l
				where l.org_id = of_org and l.customer_id = of_customer order by l.created_at, l.id limit 1),
			'sent', counted.sent, 'booked', counted.booked)
		from organizations o, (select count(*) filter (where refusal is distinct from 'self') as sent, count(credited_at) as booked
			from referrals r where r.org_id = of_org and r.referrer_id = of_customer) as counted
		where o.id = of_org and o.referral_enabled);
end $$;
comment on function portal_referral(uuid, uuid) is
	'What a customer needs to recommend the business; null: there is no programme. sent counts everybody who wrote, known or not, so that it
	tells nobody whether an address is known.';
revoke execute on function portal_referral(uuid, uuid) from public;
grant execute on function portal_referral(uuid, uuid) to hub_customer, hub_member;

create or replace function portal_data(of_org uuid, of_customer uuid, at_most integer) returns json
language plpgsql stable set plan_cache_mode = force_generic_plan as $$
declare
	customer constant json := portal_customer(of_org, of_customer);
begin
	if customer is null then
		return null;
	end if;
	return json_build_object(
		'organization', portal_organization(of_org, of_customer),
		'customer', customer,
		'loyalty', portal_loyalty(of_org, of_customer),
		'case', portal_case(of_org, of_customer, at_most),
		'attachments', portal_attachments(of_org, of_customer),
		'documentCount', (select count(*) from documents d where d.org_id = of_org and d.customer_id = of_customer),
		'documents', portal_documents(of_org, of_customer, at_most),
		'quotes', portal_quotes(of_org, of_customer, at_most),
		'payments', portal_payments(of_org, of_customer, at_most),
		'referral', portal_referral(of_org, of_customer),
		'preferences', portal_preferences(of_org, of_customer),
		'privacy', portal_privacy(of_org, of_customer));
end $$;

-- 0181 brought back what 0122 had taken away: the fingerprint is made of the page itself (src/hub/portal/version.ts).
drop function portal_version();

-- What a stranger with the link is shown, and nothing else of anybody.
create policy gate on referrals to hub_gate using (true) with check (true);
grant select, update (credited_at) on referrals to hub_gate;
set local role hub_gate;
create function gate.referral_page(given_hash bytea) returns json
language sql stable security definer set search_path = public, pg_temp as $$
	select json_build_object('organization', json_build_object('id', o.id, 'name', o.name, 'locale', o.locale, 'brandColor', o.brand_color,
			'logoKey', o.logo_key),
		'referrer', c.name, 'reward', o.referral_reward, 'finePrint', o.referral_fine_print, 'terms', o.referral_terms)
	from referral_links l
	join organizations o on o.id = l.org_id
	join customers c on c.org_id = l.org_id and c.id = l.customer_id
	where l.token_hash = given_hash and o.portal_enabled and o.referral_enabled;
$$;
comment on function gate.referral_page(bytea) is 'The page behind a referral token''s SHA-256; null: unknown, or the programme or the portal is off.';

create function gate.enter_referral(given_hash bytea) returns uuid
language plpgsql security definer set search_path = public, pg_temp as $$
declare
	found_org uuid;
	found_customer uuid;
begin
	select l.org_id, l.customer_id into found_org, found_customer from referral_links l join organizations o on o.id = l.org_id
	where l.token_hash = given_hash and o.portal_enabled and o.referral_enabled;
	if found_org is not null then
		perform set_config('hub.org_id', found_org::text, true);
	end if;
	return found_customer;
end $$;
comment on function gate.enter_referral(bytea) is
	'Lets a worker''s transaction take what was written by a referral link, for the organization of that link; answers whose link it is, or null.';

-- Winning the friend's case credits whoever sent her; any other outcome takes the credit back.
create function gate.case_credits_referral() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
	won constant boolean := coalesce(new.outcome = 'won', false) and new.deleted_at is null;
	changed record;
begin
	for changed in
		update referrals set credited_at = case when won then now() end
		where org_id = new.org_id and inquiry_id = new.id and refusal is null and (credited_at is not null) is distinct from won
		returning referrer_id
	loop
		insert into inquiry_events (org_id, inquiry_id, kind, details)
		values (new.org_id, new.id, 'referral', json_build_object('referral', case when won then 'credited' else 'taken_back' end));
		perform tell_pages('page', new.org_id, null, changed.referrer_id);
	end loop;
	return null;
end $$;
revoke execute on function gate.referral_page(bytea), gate.enter_referral(bytea), gate.case_credits_referral() from public;
grant execute on function gate.referral_page(bytea) to hub_customer;
grant execute on function gate.enter_referral(bytea) to hub_worker;
grant execute on function gate.case_credits_referral() to hub_owner;
-- The look-up of a friend asks for numbers in every notation, as a member does who adds a customer.
grant execute on function gate.search_customers(text[], boolean, boolean, uuid, integer) to hub_worker;
set local role hub_owner;

create trigger case_credits_referral after update of outcome, deleted_at on inquiries for each row
	when (current_user in ('hub_member', 'hub_customer', 'hub_worker', 'hub_gate')
		and (old.outcome is distinct from new.outcome or old.deleted_at is distinct from new.deleted_at))
	execute function gate.case_credits_referral();

create function referral_page(token_hash bytea) returns json
language plpgsql volatile as $$
begin
	perform set_config('role', 'hub_customer', true);
	return gate.referral_page(token_hash);
end $$;
comment on function referral_page(bytea) is
	'As gate.referral_page, in one round trip. It can only be used by a login that may become hub_customer, so everybody may call it.';
