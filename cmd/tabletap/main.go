package main

import (
	"os"
	_ "time/tzdata" // restaurants' time zones, on images without them

	"github.com/tabletap/console/internal/cli"
)

func main() { os.Exit(cli.Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) }
