package config_test

import (
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/config"
)

func load(t *testing.T, variables map[string]string) config.Config {
	t.Helper()
	c, err := config.FromEnvironment(variables)
	require.NoError(t, err)
	return c
}

func production() map[string]string {
	return map[string]string{
		"SECRET_KEY": "0123456789abcdef0123456789abcdef", "CLERK_SECRET_KEY": "sk_live_x",
		"CLERK_PUBLISHABLE_KEY": "pk_live_Y2xlcmsuZXhhbXBsZS5jb20k", "CLERK_WEBHOOK_SECRET": "whsec_c2VjcmV0",
	}
}

func TestEachFaultNamesItsVariable(t *testing.T) {
	t.Parallel()
	for variable, value := range map[string]string{
		"SECRET_KEY": "short", "LISTEN": "nowhere", "METRICS_LISTEN": "9", "PUBLIC_URL": "ftp://x", "CORS_ALLOWED_ORIGINS": "example.com",
		"TRUSTED_PROXIES": "10.0.0.0", "DATABASE_URL": "mysql://x/y", "REDIS_URL": "http://x", "LOG_LEVEL": "loud", "LOG_FORMAT": "xml",
		"CLERK_WEBHOOK_SECRET": "secret", "CLERK_API_URL": "api.clerk.com", "WORKERS": "0", "TRIAL_DAYS": "-1", "DB_MAX_CONNS": "1",
		"REQUEST_TIMEOUT": "0s", "CLERK_SECRET_KEY": config.SandboxSecretKey,
	} {
		t.Run(variable, func(t *testing.T) {
			t.Parallel()
			variables := production()
			variables[variable] = value
			c := load(t, variables)
			err := c.Validate(config.RoleServer)
			require.Error(t, err)
			require.Regexp(t, "^"+variable+": ", err.Error())
			require.NotContains(t, err.Error(), "\n", "one fault, one line")
		})
	}
}

func TestUnreadableValuesAreNamedTogether(t *testing.T) {
	t.Parallel()
	_, err := config.FromEnvironment(map[string]string{"DB_PORT": "many", "DEBUG": "perhaps"})
	require.ErrorContains(t, err, "DB_PORT: ")
	require.ErrorContains(t, err, "DEBUG: ")
}

func TestAProductionConfigurationIsValid(t *testing.T) {
	t.Parallel()
	c := load(t, production())
	require.NoError(t, c.Validate(config.RoleServer))
}

func TestDevNeedsNothing(t *testing.T) {
	t.Parallel()
	c := load(t, map[string]string{"SECRET_KEY": "", "DATABASE_URL": ""})
	require.NoError(t, c.Validate(config.RoleDev))
	require.Empty(t, c.Database(), "dev runs its own PostgreSQL")
	require.Error(t, c.Validate(config.RoleServer))
}

func TestDebugAllowsTheStandIn(t *testing.T) {
	t.Parallel()
	variables := production()
	variables["CLERK_SECRET_KEY"], variables["DEBUG"] = config.SandboxSecretKey, "True"
	c := load(t, variables)
	require.NoError(t, c.Validate(config.RoleServer))
}

func TestDatabaseFromParts(t *testing.T) {
	t.Parallel()
	c := load(t, map[string]string{"DB_HOST": "db.internal", "DB_PASSWORD": "p@ss/word", "DB_NAME": "main"})
	require.Equal(t, "postgres://tabletap:p%40ss%2Fword@db.internal:5434/main", c.Database())
}

func TestPrintingHidesSecrets(t *testing.T) {
	t.Parallel()
	variables := production()
	variables["DATABASE_URL"] = "postgres://u:topsecret@h/db"
	variables["PAYSTACK_SECRET_KEY"] = "sk_live_paystack"
	c := load(t, variables)
	for _, secret := range []string{"topsecret", "sk_live_x", "0123456789abcdef", "whsec_c2VjcmV0", "sk_live_paystack"} {
		require.NotContains(t, c.String(), secret)
	}
	require.Contains(t, c.String(), "postgres://u:xxxxx@h/db")
}

func TestBaseURL(t *testing.T) {
	t.Parallel()
	for listen, want := range map[string]string{
		"127.0.0.1:3001": "http://localhost:3001", ":8000": "http://localhost:8000", "0.0.0.0:80": "http://localhost:80",
		"192.0.2.7:3001": "http://192.0.2.7:3001",
	} {
		c := load(t, map[string]string{"LISTEN": listen})
		require.Equal(t, want, c.BaseURL())
	}
	c := load(t, map[string]string{"PUBLIC_URL": "https://console.example.com/"})
	require.Equal(t, "https://console.example.com", c.BaseURL())
}

func TestTheReadmeListsEveryVariable(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile("../../README.md")
	require.NoError(t, err)
	c := load(t, nil)
	for _, setting := range c.Settings() {
		require.Contains(t, string(readme), "| `"+setting.Variable+"` | ")
		require.Contains(t, string(readme), setting.Help)
	}
}
