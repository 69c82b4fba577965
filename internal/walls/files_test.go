package walls_test

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTextRules(t *testing.T) {
	t.Parallel()
	for _, name := range files(t) {
		text := read(t, name)
		if strings.HasSuffix(name, ".sql") {
			text = withoutComments(text)
		}
		for _, rule := range textRules {
			if !rule.files.MatchString(name) || (rule.except != nil && rule.except.MatchString(name)) {
				continue
			}
			if at := rule.pattern.FindStringIndex(text); at != nil {
				t.Errorf("%s:%d: %s (%q): %s", name, lineOf(text, at[0]), rule.name, text[at[0]:at[1]], rule.why)
			}
		}
	}
}

// The tables of a tenant's schema exist thousands of times, at two versions at once, perhaps on Citus.
func TestTenantMigrations(t *testing.T) {
	t.Parallel()
	for _, name := range files(t) {
		if !tenantMigrations.MatchString(name) {
			continue
		}
		for _, statement := range statements(read(t, name)) {
			for _, complaint := range complaintsAbout(statement) {
				t.Errorf("%s: %s\n%s", name, complaint, statement)
			}
		}
	}
}

func TestGeneratedQueriesHaveASource(t *testing.T) {
	t.Parallel()
	for _, name := range files(t) {
		source, generated := strings.CutSuffix(name, ".sql.go")
		if !generated {
			continue
		}
		_, err := os.Stat(filepath.Join(root(t), source+".sql"))
		require.NoError(t, err, "%s is left over: remove it", name)
	}
}

func TestSQLInGoStrings(t *testing.T) {
	t.Parallel()
	for _, name := range files(t) {
		if !strings.HasSuffix(name, ".go") || strings.HasPrefix(name, "internal/walls/") {
			continue
		}
		for _, literal := range stringsOf(t, name) {
			if goSelectStar.MatchString(literal.value) {
				t.Errorf("%s:%d: name the columns instead of *", name, literal.line)
			}
			if literal.formatted && goSQLFormat.MatchString(literal.value) {
				t.Errorf("%s:%d: SQL by Sprintf: pass a parameter, or pgx.Identifier{…}.Sanitize() for a name", name, literal.line)
			}
		}
	}
}

func TestComplaints(t *testing.T) {
	t.Parallel()
	for statement, complaints := range map[string]int{
		"CREATE TABLE a (id bigint CONSTRAINT a_pkey PRIMARY KEY, b text CONSTRAINT a_b_key UNIQUE)":      0,
		"CREATE TABLE a (id bigint PRIMARY KEY)":                                                          1,
		"CREATE TABLE a (id bigint, b text CHECK (b <> ''), UNIQUE (id, b))":                              2,
		"CREATE TABLE a (id bigint, CONSTRAINT a_pkey PRIMARY KEY (id))":                                  0,
		"CREATE TABLE a (id bigint REFERENCES b (id))":                                                    1,
		"ALTER TABLE a ADD COLUMN b text, ADD COLUMN c text":                                              1,
		"ALTER TABLE a ADD CONSTRAINT a_b_check CHECK (b IN ('x', 'y'))":                                  0,
		"ALTER TABLE a ADD CHECK (b > 0)":                                                                 1,
		"ALTER TABLE a ADD COLUMN price numeric(12, 2)":                                                   0,
		"CREATE UNIQUE INDEX a_b_key ON a (b, c)":                                                         0,
		"CREATE INDEX ON a (b)":                                                                           1,
		"CREATE TABLE a (id bigserial CONSTRAINT a_pkey PRIMARY KEY)":                                     1,
		"INSERT INTO a (b) VALUES ('CHECK (this), UNIQUE')":                                               0,
		"CREATE TABLE a (b text CONSTRAINT a_b_check CHECK (b <> '') CONSTRAINT a_b_key UNIQUE, c jsonb)": 0,
	} {
		require.Len(t, complaintsAbout(statement), complaints, statement)
	}
}

func TestSelectStarIsSeen(t *testing.T) {
	t.Parallel()
	for text, seen := range map[string]bool{
		"SELECT * FROM a":                           true,
		"select distinct a.* from a":                true,
		"WITH b AS (SELECT * FROM a) SELECT b":      true,
		"INSERT INTO a (b) VALUES ($1) RETURNING *": true,
		"SELECT count(*) FROM a":                    false,
		"SELECT a * 2 FROM a":                       false,
		"DELETE FROM a WHERE b = $1":                false,
	} {
		require.Equal(t, seen, goSelectStar.MatchString(text), text)
	}
	require.True(t, goSQLFormat.MatchString("SELECT a FROM %s"))
	require.False(t, goSQLFormat.MatchString("update of %s failed"))
}

var (
	quoted      = regexp.MustCompile(`'(?:[^']|'')*'`)
	constraint  = regexp.MustCompile(`(?i)(\bconstraint\s+\w+\s+)?\b(primary\s+key|unique(?:\s+nulls\s+not\s+distinct)?|check|references|foreign\s+key|exclude)\b`)
	uniqueIndex = regexp.MustCompile(`(?i)^create\s+(?:unique\s+)?index\b`)
	namedIndex  = regexp.MustCompile(`(?i)^create\s+(?:unique\s+)?index\s+(?:concurrently\s+)?(?:if\s+not\s+exists\s+)?(\w+)\s+on\b`)
	serial      = regexp.MustCompile(`(?i)\b(?:big|small)?serial\b|\bnextval\s*\(`)
	alter       = regexp.MustCompile(`(?i)^alter\s+table\b`)
)

// complaintsAbout lists what is wrong with one statement of a tenant's migration.
func complaintsAbout(statement string) (complaints []string) {
	text := strings.TrimSpace(quoted.ReplaceAllString(statement, "''"))
	if serial.MatchString(text) {
		complaints = append(complaints, "use GENERATED ALWAYS AS IDENTITY: Citus refuses sequences in a schema made in the same transaction")
	}
	if alter.MatchString(text) && topLevelCommas(text) > 0 {
		complaints = append(complaints, "one subcommand an ALTER TABLE: Citus refuses several")
	}
	switch {
	case uniqueIndex.MatchString(text):
		if !namedIndex.MatchString(text) {
			complaints = append(complaints, "name the index")
		}
	case strings.HasPrefix(strings.ToLower(text), "create table"), alter.MatchString(text):
		complaints = append(complaints, unnamedConstraints(text)...)
	}
	return complaints
}

func unnamedConstraints(text string) (complaints []string) {
	afterForeignKey := false
	for _, match := range constraint.FindAllStringSubmatch(text, -1) {
		kind := strings.ToLower(match[2])
		if kind == "references" && afterForeignKey {
			afterForeignKey = false // the second half of CONSTRAINT x FOREIGN KEY (…) REFERENCES
			continue
		}
		afterForeignKey = strings.HasPrefix(kind, "foreign")
		if match[1] == "" {
			complaints = append(complaints, "name the constraint ("+kind+"): its name is how the store knows which rule was broken")
		}
	}
	return complaints
}

func topLevelCommas(text string) (count int) {
	depth := 0
	for _, r := range text {
		switch r {
		case '(':
			depth++
		case ')':
			depth--
		case ',':
			if depth == 0 {
				count++
			}
		}
	}
	return count
}

var (
	comment  = regexp.MustCompile(`--[^\n]*`)
	function = regexp.MustCompile(`(?is)\$(\w*)\$.*?\$\$`)
)

// statements splits a migration's way up. What goose's markers and dollar quotes enclose is left out: it is code.
func statements(text string) (all []string) {
	up, _, _ := strings.Cut(text, "-- +goose Down")
	up = function.ReplaceAllString(comment.ReplaceAllString(up, ""), "''")
	for statement := range strings.SplitSeq(up, ";") {
		if statement = strings.TrimSpace(statement); statement != "" {
			all = append(all, statement)
		}
	}
	return all
}

// withoutComments blanks comments out and keeps the line numbers.
func withoutComments(text string) string {
	return comment.ReplaceAllString(text, "")
}

type stringLiteral struct {
	value     string
	line      int
	formatted bool // the format of fmt.Sprintf or one of its kind
}

func stringsOf(t *testing.T, name string) (literals []stringLiteral) {
	t.Helper()
	positions := token.NewFileSet()
	file, err := parser.ParseFile(positions, filepath.Join(root(t), name), nil, parser.SkipObjectResolution)
	require.NoError(t, err)

	formats := map[ast.Expr]bool{}
	ast.Inspect(file, func(node ast.Node) bool {
		switch node := node.(type) {
		case *ast.CallExpr:
			if called, ok := node.Fun.(*ast.SelectorExpr); ok && strings.HasSuffix(called.Sel.Name, "printf") {
				for _, argument := range node.Args {
					formats[argument] = true
				}
			}
		case *ast.BasicLit:
			if value, err := strconv.Unquote(node.Value); err == nil && node.Kind == token.STRING {
				literals = append(literals, stringLiteral{value, positions.Position(node.Pos()).Line, formats[node]})
			}
		}
		return true
	})
	return literals
}

// files lists what git has or would have.
func files(t *testing.T) []string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "git", "ls-files", "-z", "-co", "--exclude-standard", "--deduplicate")
	cmd.Dir = root(t)
	out, err := cmd.Output()
	require.NoError(t, err)
	var names []string
	for name := range strings.SplitSeq(strings.TrimRight(string(out), "\x00"), "\x00") {
		if info, err := os.Stat(filepath.Join(root(t), name)); err == nil && info.Mode().IsRegular() {
			names = append(names, name)
		}
	}
	require.NotEmpty(t, names)
	return names
}

// read gives a file's text, and "" for one that is not text.
func read(t *testing.T, name string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(root(t), name))
	require.NoError(t, err)
	if bytes.IndexByte(content, 0) >= 0 {
		return ""
	}
	return string(content)
}

func lineOf(text string, offset int) int {
	return 1 + strings.Count(text[:offset], "\n")
}
