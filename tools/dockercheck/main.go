// Command dockercheck says whether Docker would understand our files, on machines that have no Docker: it parses each
// Dockerfile with BuildKit's own parser and loads each compose file with Compose's own loader.
package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/compose-spec/compose-go/v2/cli"
	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/buildkit/frontend/dockerfile/parser"
)

// checkEnv stands in for the .env file that a real start insists on.
var checkEnv = []string{"SECRET_KEY=checked-not-used", "DB_PASSWORD=checked-not-used"}

func main() {
	failed := false
	for _, name := range os.Args[1:] {
		if err := check(name); err != nil {
			fmt.Fprintf(os.Stderr, "%s: %v\n", name, err)
			failed = true
			continue
		}
		fmt.Println("ok", name)
	}
	if failed {
		os.Exit(1)
	}
}

func check(name string) error {
	if strings.HasPrefix(filepath.Base(name), "Dockerfile") {
		return checkDockerfile(name)
	}
	return checkCompose(name)
}

func checkDockerfile(name string) error {
	file, err := os.Open(name)
	if err != nil {
		return err
	}
	defer file.Close()
	result, err := parser.Parse(file)
	if err != nil {
		return err
	}
	stages, _, err := instructions.Parse(result.AST, nil)
	if err != nil {
		return err
	}
	if len(stages) == 0 {
		return fmt.Errorf("no build stage")
	}
	return nil
}

// checkCompose also insists that a start without its secrets is refused, which is what the file promises.
func checkCompose(name string) error {
	if _, err := load(name, checkEnv); err != nil {
		return err
	}
	for i, missing := range checkEnv {
		others := append(append([]string{}, checkEnv[:i]...), checkEnv[i+1:]...)
		if _, err := load(name, others); err == nil {
			key, _, _ := strings.Cut(missing, "=")
			return fmt.Errorf("loads although %s is not set", key)
		}
	}
	return nil
}

func load(name string, env []string) (any, error) {
	options, err := cli.NewProjectOptions([]string{name}, cli.WithEnv(env), cli.WithName("tabletap"))
	if err != nil {
		return nil, err
	}
	return options.LoadProject(context.Background())
}
