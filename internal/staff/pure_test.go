package staff

import (
	"bytes"
	"encoding/csv"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/tabletap/console/internal/api"
)

func TestInitials(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"Mama's Kitchen": "MK", "Bistro": "BI", "Chez Kofi": "CK", "Q": "QX", "": "XX", "  ": "XX", "42": "XX", "7 Eleven": "EL",
		"Café Ébène": "CE", "Ɔkɔmfo Anokye": "OA", "Øl & Æbler": "OA", "東京": "XX", "東京 Ramen Bar": "RB", "Москва": "XX",
		"the-old_mill": "TO", "L’Étoile": "LE", "ß": "SS", "Ｆｕｌｌ Width": "FW", "a\xffb": "AB", "ﬁsh bar": "FB",
		"Akua Mensah's Restaurant": "AM", "ı": "IX",
	} {
		require.Equal(t, want, initials(name), "%q", name)
	}
}

func TestEmployeeIDsGrow(t *testing.T) {
	t.Parallel()
	require.Equal(t, "TT-AB-0001", employeeID("AB", 1))
	require.Equal(t, "TT-AB-9999", employeeID("AB", 9999))
	require.Equal(t, "TT-AB-10000", employeeID("AB", 10000))
}

func TestInitialsAreAlwaysTwoLetters(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		require.Regexp(t, `^[A-Z]{2}$`, initials(rapid.String().Draw(t, "name")))
	})
}

func TestNormalEmail(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"\tKofi@Example.COM\n": "kofi@example.com", "a.b+c@x-y.co.uk": "a.b+c@x-y.co.uk", "o'neil@example.com": "o'neil@example.com",
	} {
		got, ok := normalEmail(text)
		require.True(t, ok, text)
		require.Equal(t, want, got)
	}
	for _, text := range []string{
		"", "kofi", "@example.com", "kofi@", "kofi@localhost", "kofi@@example.com", "a b@example.com", "Kofi <kofi@example.com>",
		"<kofi@example.com>", "kofi@example.com, ama@example.com", `"a b"@example.com`, "kofi@[127.0.0.1]", "kofi@127.0.0.1",
		"kofi@-x.com", "kofi@x-.com", "kofi@example..com", ".kofi@example.com", "kofi.@example.com", "kofi@example.com.",
		"ko\x00fi@example.com", "kofi@exämple.com", "köfi@example.com", "kofi@example.com\r\nBcc: x@example.com", "kofi(x)@example.com",
		strings.Repeat("a", 65) + "@example.com", "a@" + strings.Repeat("b.", 126) + "com", "kofi@" + strings.Repeat("a", 64) + ".com",
	} {
		_, ok := normalEmail(text)
		require.False(t, ok, "%q", text)
	}
}

func TestReadCSVAsSpreadsheetsWriteIt(t *testing.T) {
	t.Parallel()
	want := []map[string]string{{"email": "a@example.com", "role": "Waiter", "first_name": "Ama, the \"first\""}, {"email": "b@example.com", "role": "Chef", "first_name": ""}}
	for name, file := range map[string]string{
		"plain":       "email,role,first_name\na@example.com,Waiter,\"Ama, the \"\"first\"\"\"\nb@example.com,Chef,\n",
		"bom, crlf":   "\xef\xbb\xbfemail,role,first_name\r\na@example.com,Waiter,\"Ama, the \"\"first\"\"\"\r\nb@example.com,Chef,",
		"semicolons":  "Email;Role;First Name\r\na@example.com;Waiter;\"Ama, the \"\"first\"\"\"\r\n\r\n;;\r\nb@example.com;Chef;\r\n",
		"said so":     "sep=;\r\nrole;email;first_name\r\nWaiter;a@example.com;\"Ama, the \"\"first\"\"\"\r\nChef;b@example.com\r\n",
		"tabs":        "email\trole\tfirst_name\na@example.com\tWaiter\t\"Ama, the \"\"first\"\"\"\nb@example.com\tChef\t\n",
		"old mac":     "email,role,first_name\ra@example.com,Waiter,\"Ama, the \"\"first\"\"\"\rb@example.com,Chef,\r",
		"spaces":      " email , role , first_name \n a@example.com , Waiter ,\"Ama, the \"\"first\"\"\"\n b@example.com,Chef , \n",
		"more commas": "email,role,first_name,,\na@example.com,Waiter,\"Ama, the \"\"first\"\"\",,\nb@example.com,Chef,,,\n",
	} {
		rows, err := readCSV([]byte(file))
		require.NoError(t, err, name)
		require.Len(t, rows, 2, name)
		for i, row := range rows {
			require.False(t, row.broken, name)
			for column, cell := range want[i] {
				require.Equal(t, cell, row.cells[column], "%s: %s", name, column)
			}
		}
	}
}

func TestReadCSVRefusesWhatIsNone(t *testing.T) {
	t.Parallel()
	for name, file := range map[string]string{
		"empty": "", "no header": "\n\n", "no role": "email\na@example.com\n", "no email": "role\nWaiter\n", "twice": "email,role,Email\n",
		"latin-1": "email,role\nm\xfcller@example.com,Waiter\n", "utf-16": "\xff\xfee\x00m\x00", "null": "email,role\na\x00,b\n",
		"too many": "email,role\n" + strings.Repeat("a,b\n", importLines+1),
	} {
		_, err := readCSV([]byte(file))
		require.ErrorContains(t, err, "file", name)
	}
	rows, err := readCSV([]byte("email,role\na@example.com,\"Wai\"ter\nb@example.com,Waiter,more\nc@example.com,Waiter\n\"d@example.com,Waiter\n"))
	require.NoError(t, err)
	var broken []bool
	var lines []int
	for _, row := range rows {
		broken, lines = append(broken, row.broken), append(lines, row.line)
	}
	require.Equal(t, []bool{true, true, false, true}, broken)
	require.Equal(t, []int{2, 3, 4, 5}, lines)
}

// What an export writes, an import reads, and no spreadsheet runs it.
func TestCellsComeBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		cells := rapid.SliceOfN(rapid.OneOf(
			rapid.StringMatching(`[=+@'\-]{0,3}[A-Za-zéß,;"\n' ]{0,10}[a-z]`), rapid.SampledFrom([]string{"=1+1", "'", "''", "'=x", "-", "@x", " '\na"}),
		), 3, 3).Draw(t, "cells")
		var file bytes.Buffer
		w := csv.NewWriter(&file)
		w.UseCRLF = rapid.Bool().Draw(t, "crlf")
		written := []string{"a@example.com", "Waiter"}
		for _, cell := range cells {
			cell = api.Inert(cell)
			require.NotContains(t, "=+-@\t\r", cell[:1])
			written = append(written, cell)
		}
		require.NoError(t, w.WriteAll([][]string{{"email", "role", "first_name", "last_name", "department"}, written}))
		rows, err := readCSV(file.Bytes())
		require.NoError(t, err)
		require.Len(t, rows, 1)
		for i, column := range []string{"first_name", "last_name", "department"} {
			require.Equal(t, strings.TrimSpace(cells[i]), rows[0].cells[column])
		}
	})
}

func TestSeats(t *testing.T) {
	t.Parallel()
	free := seats{most: 2, taken: 1}
	require.Equal(t, []bool{true, false, false}, []bool{free.take(), free.take(), free.take()})
	none := seats{most: -1, taken: 1000}
	require.True(t, none.take())
	require.False(t, (&seats{most: 0}).take())
}

func FuzzReadCSV(f *testing.F) {
	for _, seed := range []string{"email,role\na@example.com,Waiter\n", "sep=;\nemail;role\n\"", "\xef\xbb\xbfemail\trole\n'=\t@"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		rows, err := readCSV(file)
		require.LessOrEqual(t, len(rows), importLines)
		if err == nil {
			require.True(t, slices.IsSortedFunc(rows, func(a, b csvRow) int { return a.line - b.line }))
		}
	})
}
