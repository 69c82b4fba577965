package auth_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/sandbox/clerk"
)

// What Clerk tells of the end of a sign-in reaches the tools, whichever way it ended, and however often it is told.
func TestTheEndOfASignInReachesTheTools(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	ama := b.person(t, clerk.UserParams{EmailAddresses: []string{"ama@example.com"}})
	require.Equal(t, http.StatusOK, b.hook(t, "msg_1", b.recorded("user.created")[0].Body).Code)
	id := one[int64](t, b.db, "SELECT id FROM public.users WHERE clerk_user_id = $1", ama.ID)
	session, err := b.clerk.CreateSession(ama.ID, "")
	require.NoError(t, err)
	require.NoError(t, b.clerk.RevokeSession(session.ID))
	revoked := b.recorded("session.revoked")
	require.Len(t, revoked, 1)
	require.Equal(t, http.StatusOK, b.hook(t, "msg_2", revoked[0].Body).Code)
	require.Equal(t, http.StatusOK, b.hook(t, "msg_2", revoked[0].Body).Code)
	require.Zero(t, b.drain(t))
	require.Equal(t, []endedSignIn{{access.UserID(id), session.ID}}, b.launches.ended)

	for i, event := range []string{"session.ended", "session.removed"} {
		body := `{"type": "` + event + `", "object": "event", "data": {"object": "session", "id": "sess_` + event + `", "user_id": "` + ama.ID + `"}}`
		require.Equal(t, http.StatusOK, b.hook(t, "msg_other"+event, []byte(body)).Code)
		require.Zero(t, b.drain(t))
		require.Equal(t, endedSignIn{access.UserID(id), "sess_" + event}, b.launches.ended[i+1])
	}
	created := b.recorded("session.created")
	require.Equal(t, http.StatusOK, b.hook(t, "msg_3", created[0].Body).Code)
	require.Zero(t, b.drain(t))
	require.Len(t, b.launches.ended, 3, "a beginning is no end")
}

func TestTheEndOfASignInOfSomebodyUnknown(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for i, data := range []string{`{"id": "sess_1", "user_id": "user_nobody"}`, `{"id": "sess_2"}`, `{"id": "sess_3", "user_id": null, "status": 7}`} {
		require.Equal(t, http.StatusOK, b.hook(t, "msg_"+data[8:14], []byte(`{"type": "session.ended", "data": `+data+`}`)).Code)
		require.Zero(t, b.drain(t))
		require.Len(t, b.launches.ended, i+1)
		require.Zero(t, b.launches.ended[i].user)
	}
	require.Equal(t, http.StatusOK, b.hook(t, "msg_bad", []byte(`{"type": "session.ended", "data": {"user_id": "user_1"}}`)).Code)
	b.drain(t)
	require.Len(t, b.launches.ended, 3)
	require.Equal(t, "parked", one[string](t, b.db, "SELECT status FROM public.webhook_inbox WHERE external_id = 'msg_bad'"))
}

func TestASuperusersSignOutReachesTheTools(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	require.NoError(t, b.CreateSuperuser(t.Context(), "root@example.com", adminPass))
	token, _, err := b.SignIn(t.Context(), "root@example.com", adminPass, "")
	require.NoError(t, err)
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "/", http.NoBody)
	require.NoError(t, err)
	r.AddCookie(&http.Cookie{Name: "tabletap_session", Value: token})
	actor, err := b.Authenticate(t.Context(), r)
	require.NoError(t, err)
	require.NotEmpty(t, actor.SessionID)
	require.NotContains(t, actor.SessionID, token)
	require.NoError(t, b.SignOut(t.Context(), token))
	require.Equal(t, []endedSignIn{{actor.UserID, actor.SessionID}}, b.launches.ended)
	require.NoError(t, b.SignOut(t.Context(), token))
	require.NoError(t, b.SignOut(t.Context(), "no session's"))
	require.Len(t, b.launches.ended, 1, "a session that ended ends nothing")
	again, err := b.Authenticate(t.Context(), r)
	require.NoError(t, err)
	require.Nil(t, again)
}

func TestWhoMaySignIn(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.live(t)
	ama := b.person(t, clerk.UserParams{EmailAddresses: []string{"ama@example.com"}})
	require.Equal(t, http.StatusOK, b.hook(t, "msg_1", b.recorded("user.created")[0].Body).Code)
	may, err := b.MaySignIn(t.Context(), ama.ID)
	require.NoError(t, err)
	require.True(t, may)
	may, err = b.MaySignIn(t.Context(), "user_nobody")
	require.NoError(t, err)
	require.False(t, may)
	require.Equal(t, http.StatusOK, b.hook(t, "msg_2", []byte(`{"type": "user.deleted", "data": {"id": "`+ama.ID+`", "deleted": true}}`)).Code)
	require.Zero(t, b.drain(t))
	may, err = b.MaySignIn(t.Context(), ama.ID)
	require.NoError(t, err)
	require.False(t, may)
}
