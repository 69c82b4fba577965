package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"
)

// options say how much to measure. Only the defaults give the figures that are promised.
type options struct {
	binary  string
	only    string
	quick   bool
	profile string

	tenants     int           // restaurants that are there already
	provisions  int           // figure 1
	fresh       int           // restaurants made on one connection before both sides take a new one
	migrations  int           // figure 2: rounds
	rounds      int           // figures 3 and 4
	round       time.Duration // one side of a round
	connections int           // of the load
	starts      int           // figure 5
	quiet       time.Duration // before memory is read
}

func main() { os.Exit(run(os.Args[1:])) }

func run(args []string) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if role := os.Getenv(roleEnv); role != "" {
		return complain(playRole(ctx, role))
	}
	o, err := parse(args)
	if errors.Is(err, flag.ErrHelp) {
		return 0
	}
	if err != nil {
		return 2
	}
	return complain(measure(ctx, o, os.Stdout))
}

func complain(err error) int {
	if err == nil {
		return 0
	}
	fmt.Fprintln(os.Stderr, "bench:", err)
	return 1
}

func parse(args []string) (options, error) {
	var o options
	f := flag.NewFlagSet("bench", flag.ContinueOnError)
	f.StringVar(&o.binary, "binary", "bin/tabletap", "the program under test")
	f.StringVar(&o.only, "only", "", "figures to measure, such as 1,3; all when empty")
	f.BoolVar(&o.quick, "quick", false, "measure little: to see that everything runs")
	f.StringVar(&o.profile, "profile", "", "write a CPU profile of the server under load to this file (with -only 3, 4, 6, 9, 11, 12 or 13)")
	f.IntVar(&o.tenants, "tenants", 1000, "restaurants that are there before anything is measured")
	f.IntVar(&o.provisions, "provisions", 200, "restaurants that each side makes")
	f.IntVar(&o.fresh, "fresh", 10, "restaurants made on one connection before both sides take a new one")
	f.IntVar(&o.migrations, "migrations", 5, "migrations of all restaurants that each side runs")
	f.IntVar(&o.rounds, "rounds", 10, "rounds of load, in each of which both sides have a turn")
	f.DurationVar(&o.round, "round", 2*time.Second, "length of a turn")
	f.IntVar(&o.connections, "connections", 16, "connections of the load")
	f.IntVar(&o.starts, "starts", 10, "starts of the server")
	f.DurationVar(&o.quiet, "quiet", 5*time.Second, "how long the server is left alone before its memory is read")
	if err := f.Parse(args); err != nil {
		return o, err
	}
	if o.quick {
		o.tenants, o.provisions, o.migrations = 50, 20, 1
		o.rounds, o.round, o.starts, o.quiet = 2, 500*time.Millisecond, 3, time.Second
	}
	return o, nil
}

func (o *options) wants(number string) bool {
	if o.only == "" {
		return true
	}
	for part := range strings.SplitSeq(o.only, ",") {
		if strings.TrimSpace(part) == number {
			return true
		}
	}
	return false
}

// figures in the order that disturbs least: those that leave the database as it is go first.
var figures = []struct {
	number  string
	measure func(context.Context, *world) ([]line, error)
}{
	{"5", measureStart},
	{"3", measureMembers},
	{"4", measureSSO},
	{"6", measureIntrospection},
	{"7", measureReplays},
	{"10", measureVerify},
	{"9", measureEvents},
	{"13", measureBatches},
	{"14", measureFlood},
	{"11", measureIntake},
	{"2", measureMigration},
	{"1", measureProvisioning},
	{"8", measureCrowd},
	{"12", measureDue},
	{"15", measureCharts},
	{"16", measureExport},
}

func measure(ctx context.Context, o options, out io.Writer) (err error) {
	began := time.Now()
	w, err := build(ctx, o)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, w.tearDown(context.WithoutCancel(ctx))) }()
	t, err := w.measureAll(ctx)
	return errors.Join(t.print(out, heading(w, began)), err)
}

// measureAll stops at the first figure that cannot be measured, with those that were.
func (w *world) measureAll(ctx context.Context) (t table, err error) {
	for _, f := range figures {
		if !w.opts.wants(f.number) {
			continue
		}
		note("figure %s", f.number)
		lines, err := f.measure(ctx, w)
		if err != nil {
			return t, fmt.Errorf("figure %s: %w", f.number, err)
		}
		t = append(t, lines...)
	}
	return t, nil
}

// note tells whoever waits what is going on.
func note(format string, args ...any) { fmt.Fprintf(os.Stderr, "bench: "+format+" …\n", args...) }
