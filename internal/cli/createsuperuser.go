package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/tabletap/console/internal/app"
)

func (s *session) createSuperuserCommand() *cobra.Command {
	var email string
	cmd := &cobra.Command{
		Use:   "createsuperuser",
		Short: "Make an operator who signs in with email and password, or give one a new password",
		Long: `Makes an operator who may see and change every restaurant. The password is asked for on a terminal; elsewhere it is the first line
of standard input, so that it is neither in the shell's history nor in the list of processes.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return s.createSuperuser(cmd.Context(), email) },
	}
	cmd.Flags().StringVar(&email, "email", "", "email address; asked for when left out")
	return cmd
}

func (s *session) createSuperuser(ctx context.Context, email string) error {
	in := bufio.NewReader(s.in)
	if email == "" {
		fmt.Fprint(s.err, "Email: ")
		line, err := readLine(in)
		if err != nil {
			return err
		}
		email = line
	}
	password, err := s.readPassword(in)
	if err != nil {
		return err
	}
	return s.withApp(ctx, func(ctx context.Context, a *app.App) error {
		made, err := a.CreateSuperuser(ctx, email, password)
		if err != nil {
			return err
		}
		verb := "Gave a new password to"
		if made {
			verb = "Made"
		}
		_, err = fmt.Fprintf(s.out, "%s superuser %s.\n", verb, email)
		return err
	})
}

func (s *session) readPassword(in *bufio.Reader) (string, error) {
	f, ok := s.in.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return readLine(in)
	}
	first, err := s.prompt(f, "Password: ")
	if err != nil {
		return "", err
	}
	second, err := s.prompt(f, "Password again: ")
	if err != nil {
		return "", err
	}
	if first != second {
		return "", errors.New("the two passwords differ")
	}
	return first, nil
}

func (s *session) prompt(f *os.File, text string) (string, error) {
	fmt.Fprint(s.err, text)
	raw, err := term.ReadPassword(int(f.Fd()))
	fmt.Fprintln(s.err)
	return string(raw), err
}

func readLine(in *bufio.Reader) (string, error) {
	line, err := in.ReadString('\n')
	if err != nil && (!errors.Is(err, io.EOF) || line == "") {
		return "", errors.New("nothing to read: give the password on standard input")
	}
	return strings.TrimRight(line, "\r\n"), nil
}
