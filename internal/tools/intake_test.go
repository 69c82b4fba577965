package tools_test

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestWhichRestaurantsHaveATool(t *testing.T) {
	t.Parallel()
	f := setup(t)
	one, two := f.restaurant(t, "one", f.person(t, "ama")), f.restaurant(t, "two", f.person(t, "kofi"))
	f.exec(t, two, "DELETE FROM installed_tools WHERE tool_id = 1")
	f.exec(t, one, "UPDATE installed_tools SET is_active = false WHERE tool_id = 2")
	for _, id := range []int64{1, 2} {
		has, err := f.Installed(t.Context(), one, id)
		require.NoError(t, err)
		require.True(t, has, "switched off or not")
	}
	for _, id := range []int64{1, 0, -1, 99} {
		has, err := f.Installed(t.Context(), two, id)
		require.NoError(t, err)
		require.False(t, has)
	}
}
