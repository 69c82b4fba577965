package walls_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var (
	settingTag = regexp.MustCompile(`env:"([A-Z0-9_]+)"`)
	composeKey = regexp.MustCompile(`(?m)^    ([A-Z0-9_]+):`)
)

// Whoever adds a setting documents it, and it reaches the containers.
func TestEverySettingIsInTheExampleAndInCompose(t *testing.T) {
	t.Parallel()
	settings := settingTag.FindAllStringSubmatch(read(t, "internal/config/config.go"), -1)
	require.NotEmpty(t, settings)

	example := read(t, ".env.example")
	passed := map[string]bool{
		"LISTEN":       true, // the image's
		"DATABASE_URL": true, // DB_HOST and its companions instead
		"DATA_DIR":     true, // nothing is kept in the container
	}
	for _, key := range composeKey.FindAllStringSubmatch(read(t, "docker-compose.yml"), -1) {
		passed[key[1]] = true
	}
	for _, setting := range settings {
		name := setting[1]
		if !regexp.MustCompile(`(?m)^#?` + name + `=`).MatchString(example) {
			t.Errorf(".env.example does not show %s", name)
		}
		if !passed[name] {
			t.Errorf("docker-compose.yml does not pass %s on", name)
		}
	}
}

// What clients and the documentation count on. Whether Docker can read the files is what `make docker-check` tells.
func TestComposePublishesTheAgreedPorts(t *testing.T) {
	t.Parallel()
	compose := read(t, "docker-compose.yml")
	for _, port := range []string{`"3001:8000"`, `:5434:5432"`, `:6379:6379"`} {
		require.Contains(t, compose, port)
	}
	for _, service := range []string{"web", "worker", "migrate", "db", "redis"} {
		require.Regexp(t, `(?m)^  `+service+`:$`, compose)
	}
	require.Contains(t, compose, "service_completed_successfully", "web and worker wait for the migrations")
}

// The image of PostgreSQL makes a superuser of the name it is given. The program gets another role.
func TestComposeDoesNotMakeTheProgramASuperuser(t *testing.T) {
	t.Parallel()
	compose := read(t, "docker-compose.yml")
	require.Contains(t, compose, "POSTGRES_USER: postgres\n")
	require.Contains(t, compose, "./scripts/postgres-role.sh:/docker-entrypoint-initdb.d/")
	require.Contains(t, read(t, "scripts/postgres-role.sh"), "NOSUPERUSER")
}

func TestTheImageIsSmallAndNotRoot(t *testing.T) {
	t.Parallel()
	_, final, ok := strings.Cut(read(t, "Dockerfile"), "\nFROM alpine")
	require.True(t, ok)
	require.Regexp(t, `(?m)^USER [1-9]\d+:`, final)
	require.Contains(t, final, "EXPOSE 8000")
}
