-- SeatsTaken counts active members and open invitations.
-- name: SeatsTaken :one
SELECT (
    (SELECT count(*) FROM staff_members WHERE is_active)
    + (
        SELECT count(*)
        FROM invitations i
        JOIN staff_members m ON m.id = i.member_id
        WHERE i.status = 'pending' AND i.expires_at > sqlc.arg(now)::timestamptz AND NOT m.is_active
    )
)::bigint AS taken;

-- TakeNumbers gives the last of as many numbers as are asked for. Nobody gets them again.
-- name: TakeNumbers :one
INSERT INTO counters (name, value) VALUES ('employees', sqlc.arg(amount)::bigint)
ON CONFLICT ON CONSTRAINT counters_pkey DO UPDATE SET value = counters.value + excluded.value
RETURNING value;

-- name: EmployeeIDsTaken :many
SELECT employee_id::text FROM staff_members WHERE employee_id = ANY (sqlc.arg(employee_ids)::text[]);

-- name: SetEmployeeID :exec
UPDATE staff_members SET employee_id = sqlc.arg(employee_id)::text WHERE user_id = sqlc.arg(user_id)::bigint;

-- name: RolesToGive :many
SELECT id, name, description, permissions, is_owner FROM roles ORDER BY id;

-- PlacesOfUsers locks the rows of those who are on the staff already, with what became of their last invitation.
-- name: PlacesOfUsers :many
SELECT m.id, m.user_id, m.is_active,
    coalesce((SELECT i.status FROM invitations i WHERE i.member_id = m.id ORDER BY i.id DESC LIMIT 1), '')::text AS invitation,
    coalesce((
        SELECT i.status = 'pending' AND i.expires_at > sqlc.arg(now)::timestamptz
        FROM invitations i WHERE i.member_id = m.id ORDER BY i.id DESC LIMIT 1
    ), false)::boolean AS invitation_open
FROM staff_members m
WHERE m.user_id = ANY (sqlc.arg(user_ids)::bigint[])
ORDER BY m.id
FOR UPDATE OF m;

-- InsertMembers adds people in the order given. Members is an array of objects.
-- name: InsertMembers :many
INSERT INTO staff_members (user_id, role_id, is_active, hired_date, employee_id, department, salary_minor, created_at, updated_at)
SELECT (n.member ->> 'user_id')::bigint, (n.member ->> 'role_id')::bigint, (n.member ->> 'is_active')::boolean,
    (n.member ->> 'hired_date')::date, n.member ->> 'employee_id', n.member ->> 'department', (n.member ->> 'salary_minor')::bigint,
    sqlc.arg(now)::timestamptz, sqlc.arg(now)::timestamptz
FROM jsonb_array_elements(sqlc.arg(members)::jsonb) WITH ORDINALITY AS n (member, position)
ORDER BY n.position
RETURNING id, user_id;

-- RewriteMember is for somebody who never came and is invited anew.
-- name: RewriteMember :exec
UPDATE staff_members
SET role_id = sqlc.arg(role_id)::bigint, hired_date = sqlc.arg(hired_date)::date, department = sqlc.arg(department)::text,
    salary_minor = sqlc.narg(salary_minor)::bigint, updated_at = sqlc.arg(now)::timestamptz
WHERE id = sqlc.arg(id)::bigint;

-- name: SetMemberUser :exec
UPDATE staff_members SET user_id = sqlc.arg(user_id)::bigint, updated_at = sqlc.arg(now)::timestamptz WHERE id = sqlc.arg(id)::bigint;

-- DeleteUnjoined removes the row of somebody who never came.
-- name: DeleteUnjoined :exec
DELETE FROM staff_members WHERE id = sqlc.arg(id)::bigint AND NOT is_active;

-- MembersAfter reads the staff a page at a time.
-- name: MembersAfter :many
SELECT m.id, u.email, u.first_name, u.last_name, r.name AS role_name, m.is_active, m.hired_date, m.employee_id, m.department, m.salary_minor
FROM staff_members m
JOIN roles r ON r.id = m.role_id
JOIN public.users u ON u.id = m.user_id
WHERE m.id > sqlc.arg(after)::bigint
ORDER BY m.id
LIMIT sqlc.arg(page_limit)::bigint;
