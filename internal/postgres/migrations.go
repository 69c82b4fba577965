package postgres

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"sort"
	"strconv"
	"strings"
)

//go:embed migrations
var migrationFiles embed.FS

// Migration is one file of a history, in goose's format. Only its "Up" half is ever run: a release never goes back, it
// brings the next migration.
type Migration struct {
	Version  int
	Name     string // the file's, such as 0001_init
	SQL      string
	Checksum string // of SQL, hex
}

// History is a list of migrations in order of version, numbered 1, 2, 3 and so on without a gap.
type History []Migration

// Newest is the highest version in h, 0 when there is none.
func (h History) Newest() int { return len(h) }

// After gives the migrations that a schema at version lacks.
func (h History) After(version int) History {
	if version >= len(h) {
		return nil
	}
	return h[max(version, 0):]
}

// SQL is all of h as one string of statements.
func (h History) SQL() string {
	var b strings.Builder
	for _, m := range h {
		b.WriteString(m.SQL)
		b.WriteByte('\n')
	}
	return b.String()
}

// SharedHistory is the history of schema public.
func SharedHistory() (History, error) { return readEmbedded("migrations/shared") }

// TenantHistory is the history of every restaurant's schema.
func TenantHistory() (History, error) { return readEmbedded("migrations/tenant") }

func readEmbedded(dir string) (History, error) {
	sub, err := fs.Sub(migrationFiles, dir)
	if err != nil {
		return nil, err
	}
	return ReadHistory(sub)
}

var migrationName = regexp.MustCompile(`^(\d{4})_[a-z0-9_]+\.sql$`)

// ReadHistory reads all migrations of a folder. It fails for a file that is no migration, a gap in the numbers, and two
// files of one number.
func ReadHistory(files fs.FS) (History, error) {
	names, err := fs.Glob(files, "*.sql")
	if err != nil {
		return nil, err
	}
	sort.Strings(names)
	history := make(History, 0, len(names))
	for i, name := range names {
		m, err := readMigration(files, name)
		if err != nil {
			return nil, err
		}
		if m.Version != i+1 {
			return nil, fmt.Errorf("postgres: migration %s: expected number %04d", name, i+1)
		}
		history = append(history, m)
	}
	return history, nil
}

func readMigration(files fs.FS, name string) (Migration, error) {
	match := migrationName.FindStringSubmatch(name)
	if match == nil {
		return Migration{}, fmt.Errorf("postgres: migration %s: the name must look like 0001_what_it_does.sql", name)
	}
	version, err := strconv.Atoi(match[1])
	if err != nil {
		return Migration{}, fmt.Errorf("postgres: migration %s: %w", name, err)
	}
	text, err := fs.ReadFile(files, name)
	if err != nil {
		return Migration{}, fmt.Errorf("postgres: migration %s: %w", name, err)
	}
	sql, err := upHalf(string(text))
	if err != nil {
		return Migration{}, fmt.Errorf("postgres: migration %s: %w", name, err)
	}
	sum := sha256.Sum256([]byte(sql))
	return Migration{
		Version: version, Name: strings.TrimSuffix(name, ".sql"), SQL: sql, Checksum: hex.EncodeToString(sum[:]),
	}, nil
}

// upHalf cuts out what stands between "-- +goose Up" and "-- +goose Down". The whole of it travels as one string, so goose's
// StatementBegin and StatementEnd are comments to us.
func upHalf(text string) (string, error) {
	_, up, found := strings.Cut(text, "-- +goose Up")
	if !found {
		return "", errors.New(`no "-- +goose Up" line`)
	}
	up, _, _ = strings.Cut(up, "-- +goose Down")
	if up = strings.TrimSpace(up); up == "" {
		return "", errors.New("nothing after its Up line")
	}
	if strings.Contains(text, "-- +goose NO TRANSACTION") {
		return "", errors.New("every migration runs in a transaction, NO TRANSACTION is not supported")
	}
	return up + "\n", nil
}
