package walls_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// A goPackage is what `go list -json` says of a package.
type goPackage struct {
	ImportPath   string
	Dir          string
	Name         string
	Doc          string
	GoFiles      []string
	Imports      []string
	TestImports  []string
	XTestImports []string
}

// folder is the package's place in the tree: "internal/staff".
func (p goPackage) folder() string {
	return strings.TrimPrefix(strings.TrimPrefix(p.ImportPath, module), "/")
}

func TestImportWalls(t *testing.T) {
	t.Parallel()
	for _, pkg := range goPackages(t) {
		allowed, ok := wallOf(pkg.folder())
		if !ok {
			t.Errorf("%s: no wall says what it may import; add it to walls in rules_test.go", pkg.folder())
			continue
		}
		for _, imported := range ours(pkg.Imports) {
			if !under(imported, allowed) {
				t.Errorf("%s imports %s, which it may not: declare an interface and let internal/app wire it", pkg.folder(), imported)
			}
		}
		for _, imported := range ours(append(pkg.TestImports, pkg.XTestImports...)) {
			if !under(imported, allowed) && !under(imported, testsMayAlso) {
				t.Errorf("a test of %s imports %s, which it may not", pkg.folder(), imported)
			}
		}
	}
}

// Whoever builds a tool on the library gets no dependency with it.
func TestTheLibraryStandsAlone(t *testing.T) {
	t.Parallel()
	found := 0
	for _, pkg := range goPackages(t) {
		allowed, ok := alone[pkg.folder()]
		if !ok {
			continue
		}
		found++
		for _, imported := range pkg.Imports {
			host, _, _ := strings.Cut(imported, "/")
			if strings.Contains(host, ".") && !slices.Contains(allowed, imported) {
				t.Errorf("%s imports %s: it may use the standard library only", pkg.folder(), imported)
			}
		}
	}
	require.Len(t, alone, found, "all of them were looked at")
}

func TestTestCodeStaysOutOfTheBinary(t *testing.T) {
	t.Parallel()
	for _, pkg := range goPackages(t) {
		if under(pkg.folder(), testHelpers) {
			continue
		}
		for _, imported := range pkg.Imports {
			if under(imported, onlyInTests) {
				t.Errorf("%s imports %s outside a test", pkg.folder(), imported)
			}
		}
	}
}

func TestEveryPackageSaysWhatItIs(t *testing.T) {
	t.Parallel()
	for _, pkg := range goPackages(t) {
		if pkg.Doc == "" {
			t.Errorf("%s has no package comment", pkg.folder())
		}
		if pkg.Name == "main" {
			continue
		}
		if _, err := os.Stat(filepath.Join(pkg.Dir, "doc.go")); err != nil {
			t.Errorf("%s has no doc.go", pkg.folder())
		}
	}
}

// wallOf finds the entry for a folder: its own, or that of the nearest folder above it. What a folder may import includes
// its whole family: internal/postgres and internal/postgres/tenantdb are one house.
func wallOf(folder string) (allowed []string, ok bool) {
	for at := folder; at != "." && at != ""; at = path.Dir(at) {
		if allowed, ok = walls[at]; ok {
			return append([]string{at}, allowed...), true
		}
	}
	return nil, false
}

// ours keeps the imports that are packages of this module, as folders.
func ours(imports []string) (folders []string) {
	for _, imported := range imports {
		if rest, ok := strings.CutPrefix(imported, module+"/"); ok {
			folders = append(folders, rest)
		}
	}
	return folders
}

// under reports whether name is one of the roots or lies below one.
func under(name string, roots []string) bool {
	for _, root := range roots {
		if root == anything || name == root || strings.HasPrefix(name, root+"/") {
			return true
		}
	}
	return false
}

// goPackages asks the go command, so that build tags and test files are seen as it sees them.
func goPackages(t *testing.T) (packages []goPackage) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", "list", "-e", "-json=ImportPath,Dir,Name,Doc,GoFiles,Imports,TestImports,XTestImports", "./...")
	cmd.Dir = root(t)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	require.NoError(t, err, stderr.String())

	decoder := json.NewDecoder(bytes.NewReader(out))
	for {
		var pkg goPackage
		err := decoder.Decode(&pkg) //nolint:musttag // the go command's own spelling
		if errors.Is(err, io.EOF) {
			break
		}
		require.NoError(t, err)
		if len(pkg.GoFiles)+len(pkg.TestImports)+len(pkg.XTestImports) > 0 {
			packages = append(packages, pkg)
		}
	}
	require.NotEmpty(t, packages)
	return packages
}

// root is the folder of go.mod.
func root(t *testing.T) string {
	t.Helper()
	dir, err := filepath.Abs("../..")
	require.NoError(t, err)
	require.FileExists(t, filepath.Join(dir, "go.mod"))
	return dir
}
