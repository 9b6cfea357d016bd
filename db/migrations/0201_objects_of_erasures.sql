-- An erasure takes all objects of a customer in one statement, and one job sees to them until they are gone (finish_erasure, 0141):
-- a job for each besides was most of what the erasure of a thousand files cost.
drop trigger object_is_to_go on objects;
create trigger object_is_to_go after update of state on objects
	for each row when (old.state <> 'leaving' and new.state = 'leaving' and new.erasure_id is null) execute function gate.object_is_to_go();
