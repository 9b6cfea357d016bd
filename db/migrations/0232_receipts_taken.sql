-- B1: the owner may take a receipt while the customer's mail still waits for its server: the mail leaves all the same. That the receipt
-- was taken stays; the receipt itself goes as soon as nobody waits for it any more.
alter table erasure_receipts
	add column taken_at timestamptz,
	add column mailing boolean not null generated always as (sealed is not null) stored;
comment on column erasure_receipts.receipt is 'Signed JSON without personal data (hub/privacy/receipt.ts); null: the erasure is not finished, or it was taken and nobody else waits for it.';
comment on column erasure_receipts.taken_at is 'When the owner downloaded it, which she can once.';
comment on column erasure_receipts.mailing is 'There is an address that it still goes to; which, members do not read.';
revoke delete on erasure_receipts from hub_member;
grant select (taken_at, mailing), update (taken_at) on erasure_receipts to hub_member;
create function taken_receipt_goes() returns trigger language plpgsql as $$
begin
	new.receipt := null;
	return new;
end $$;
create trigger taken_receipt_goes before update on erasure_receipts for each row
	when (new.taken_at is not null and new.sealed is null) execute function taken_receipt_goes();

-- D9: what stays of the invoices of who was erased is in the owner's books, and nobody else's to look at.
create policy the_owner_alone on kept_invoices as restrictive for select to hub_member using (gate.my_role() = 'owner');

-- D9: a counter of numbers goes on by one, whatever the app asks for. Commands that write what is over run as the owner.
create function numbers_have_no_gaps() returns trigger language plpgsql as $$
begin
	if exists (
		select from (values (old.last_case_number, new.last_case_number), (old.last_quote_number, new.last_quote_number),
			(old.last_invoice_number, new.last_invoice_number), (old.last_receipt_number, new.last_receipt_number)) as counter (before, after)
		where after not in (before, before + 1)) then
		raise exception 'numbers are given one after the other, and none twice' using errcode = 'check_violation';
	end if;
	return new;
end $$;
create trigger numbers_have_no_gaps
	before update of last_case_number, last_quote_number, last_invoice_number, last_receipt_number on organizations for each row
	when (current_user in ('hub_member', 'hub_customer', 'hub_worker', 'hub_gate')) execute function numbers_have_no_gaps();
