package embedded

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestParseVersion(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]Version{
		"postgres (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)\n": {15, 14},
		"postgres (PostgreSQL) 16.4 - Percona Distribution\n":    {16, 4},
		"postgres (PostgreSQL) 17beta1\n":                        {17, 0},
		"postgres (PostgreSQL) 18devel\n":                        {18, 0},
		"postgres (PostgreSQL) 9.6.24\n":                         {9, 6},
	} {
		got, err := parseVersion(text)
		require.NoError(t, err, text)
		require.Equal(t, want, got, text)
	}
	for _, text := range []string{"", "postgres 15", "postgres (PostgreSQL) new", "postgres (PostgreSQL) 99999999999999999999"} {
		_, err := parseVersion(text)
		require.Error(t, err, text)
	}
	require.Equal(t, "15.14", Version{15, 14}.String())
}

// fake makes a folder of programs that say they are PostgreSQL of a version.
func fake(t *testing.T, bin, version string, programs ...string) {
	t.Helper()
	require.NoError(t, os.MkdirAll(bin, 0o755))
	for _, name := range programs {
		writeScript(t, filepath.Join(bin, name), "echo 'postgres (PostgreSQL) "+version+"'")
	}
}

func writeScript(t *testing.T, path, body string) {
	t.Helper()
	require.NoError(t, os.WriteFile(path, []byte("#!/bin/sh\n"+body+"\n"), 0o755))
}

func TestFind(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	at := func(name string) string { return filepath.Join(root, name, "bin") }
	fake(t, at("pg/14"), "14.9", "postgres", "initdb")
	fake(t, at("pg/15"), "15.14", "postgres", "initdb")
	fake(t, at("pg/9"), "9.6.24", "postgres", "initdb")
	fake(t, at("pg/19"), "19.1", "postgres") // no initdb
	fake(t, at("brew/17"), "17.2", "postgres", "initdb")
	fake(t, at("path/16"), "16.1", "postgres", "initdb")
	fake(t, at("config/17"), "17.4", "postgres", "initdb")
	fake(t, at("broken/20"), "20.1", "initdb")
	writeScript(t, filepath.Join(at("broken/20"), "postgres"), "exit 1")
	require.NoError(t, os.Symlink(filepath.Join(root, "brew", "17"), filepath.Join(root, "brew", "latest")))
	writeScript(t, filepath.Join(root, "pg_config"), "echo "+at("config/17"))

	everything := finder{
		places:   []string{filepath.Join(root, "pg/*/bin"), filepath.Join(root, "brew/*/bin"), filepath.Join(root, "broken/*/bin")},
		pgConfig: filepath.Join(root, "pg_config"),
		path:     at("path/16") + ":" + at("nowhere"),
	}
	var versions []string
	for _, one := range everything.installed(within(t)) {
		versions = append(versions, one.version.String())
	}
	require.Equal(t, []string{"17.4", "17.2", "16.1", "15.14"}, versions, "newest first, each once")
	for major, want := range map[int]string{0: at("config/17"), 15: at("pg/15"), 16: at("path/16"), 14: at("config/17")} {
		got, err := everything.find(within(t), major)
		require.NoError(t, err)
		require.Equal(t, want, got.bin, "data of version %d", major)
	}
}

func TestFindFetchesWhenNothingIsInstalled(t *testing.T) {
	t.Parallel()
	bin := filepath.Join(t.TempDir(), "bin")
	fake(t, bin, "17.5", "postgres", "initdb")
	nothing := finder{pgConfig: "/nowhere/pg_config", fetch: func(context.Context) (string, error) { return bin, nil }}
	got, err := nothing.find(within(t), 0)
	require.NoError(t, err)
	require.Equal(t, installation{bin: bin, version: Version{17, 5}}, got)
}

func TestNothingInstalledSaysWhatToInstall(t *testing.T) {
	t.Parallel()
	offline := errors.New("no route to host")
	nothing := &finder{pgConfig: "/nowhere/pg_config", fetch: func(context.Context) (string, error) { return "", offline }}
	err := startError(t, Config{DataDir: newFolder(t), finder: nothing})
	require.ErrorIs(t, err, errNothingInstalled)
	require.ErrorIs(t, err, offline)
	require.ErrorContains(t, err, "apt-get install postgresql")
	require.ErrorContains(t, err, "DATABASE_URL")
}

func TestLocales(t *testing.T) {
	t.Parallel()
	require.Contains(t, localeArgs(Version{18, 0}, "darwin"), "--builtin-locale=C.UTF-8")
	require.Equal(t, []string{"--locale=C.UTF-8"}, localeArgs(Version{15, 1}, "linux"))
	require.Equal(t, []string{"--lc-collate=C", "--lc-ctype=UTF-8"}, localeArgs(Version{16, 1}, "darwin"))
}
