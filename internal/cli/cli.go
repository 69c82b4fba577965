package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"os"
	"os/signal"
	"runtime/debug"
	"slices"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/tabletap/console/internal/app"
	"github.com/tabletap/console/internal/config"
	"github.com/tabletap/console/internal/fault"
)

// version is set by the linker.
var version = "dev"

// Version is the program's: the linker's, or the module's when it was installed with go install.
func Version() string {
	if info, ok := debug.ReadBuildInfo(); ok && version == "dev" && info.Main.Version != "" && info.Main.Version != "(devel)" {
		return info.Main.Version
	}
	return version
}

// session is what all commands share: where to read and print, and the settings.
type session struct {
	in       io.Reader
	out, err io.Writer
	cfg      config.Config
	listen   string // the --listen flag
}

// Main runs the command that args name and gives the process's exit code: 0, or 1 with one line per fault on stderr.
func Main(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	s := &session{in: stdin, out: stdout, err: stderr}
	root := s.root()
	root.SetArgs(args)
	root.SetIn(stdin)
	root.SetOut(stdout)
	root.SetErr(stderr)
	err := root.ExecuteContext(ctx)
	if err == nil {
		return 0
	}
	if !errors.Is(err, errSilent) {
		s.complain(err)
	}
	return 1
}

// errSilent ends the program with 1 after everything has been said.
var errSilent = errors.New("failed")

func (s *session) complain(err error) {
	text := err.Error()
	if f, ok := errors.AsType[*fault.Error](err); ok && f.Kind != fault.Internal {
		text = publicText(f)
	}
	for line := range strings.SplitSeq(text, "\n") {
		fmt.Fprintln(s.err, "tabletap:", line)
	}
}

// publicText is a fault without its code and cause; a fault about fields is one line each.
func publicText(f *fault.Error) string {
	if len(f.Fields) == 0 {
		if f.Kind == fault.Unavailable && f.Cause != nil {
			return f.Message + " (" + strings.Join(strings.Fields(f.Cause.Error()), " ") + ")"
		}
		return f.Message
	}
	var lines []string
	for _, name := range slices.Sorted(maps.Keys(f.Fields)) {
		lines = append(lines, name+": "+strings.Join(f.Fields[name], " "))
	}
	return strings.Join(lines, "\n")
}

func (s *session) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "tabletap",
		Short: "The control plane of the TableTap ecosystem",
		Long: `The control plane of the TableTap ecosystem: restaurants sign up, hire staff, pay and open their tools.

Settings come from the environment and a .env file; "tabletap config" shows them.`,
		SilenceUsage:  true,
		SilenceErrors: true,
		PersistentPreRunE: func(*cobra.Command, []string) (err error) {
			s.cfg, err = config.Load()
			return err
		},
	}
	root.CompletionOptions.HiddenDefaultCmd = true
	root.AddCommand(
		s.devCommand(), s.serveCommand(), s.workerCommand(), s.migrateCommand(), s.createSuperuserCommand(), s.setupCommand(),
		s.tenantsCommand(), s.analyticsCommand(), s.billingCommand(), s.keysCommand(), s.toolsCommand(), s.webhooksCommand(), s.sandboxCommand(), s.checkCommand(),
		s.openapiCommand(),
		s.configCommand(), s.versionCommand(),
	)
	return root
}

// group is a command that only holds others. Of its own accord cobra would greet a misspelt one with help and exit code 0.
func group(use, short string, commands ...*cobra.Command) *cobra.Command {
	cmd := &cobra.Command{
		Use: use, Short: short, Args: cobra.NoArgs, DisableFlagsInUseLine: true,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(commands...)
	return cmd
}

func (s *session) logger() *slog.Logger { return app.NewLogger(s.err, &s.cfg) }

// quietLogger is for commands whose result is what they print.
func (s *session) quietLogger() *slog.Logger {
	cfg := s.cfg
	cfg.LogFormat = "text"
	if cfg.LogLevel == "info" {
		cfg.LogLevel = "warn"
	}
	return app.NewLogger(s.err, &cfg)
}
