package main

import (
	"bytes"
	"fmt"
	"os"
	"runtime"
	"strings"
	"time"
)

// heading says when, where and on what the figures were measured.
func heading(w *world, began time.Time) string {
	text := fmt.Sprintf("%s, %d cores of %s, PostgreSQL %s (fsync on), %s, %d restaurants, took %s",
		began.Format(time.DateOnly), runtime.NumCPU(), cpuModel(), w.server.Version(), runtime.Version(), w.opts.tenants,
		time.Since(began).Round(time.Second))
	if w.load != "" {
		text += "\nLoad average of the machine when it began: " + w.load + "."
	}
	if w.opts.quick {
		text += "\nA quick run: these are not the figures that are promised."
	}
	return text
}

// loadAverage is the last minute's: how busy others keep the machine. "" where nobody says.
func loadAverage() string {
	raw, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return ""
	}
	minute, _, _ := strings.Cut(string(raw), " ")
	return minute
}

// cpuModel is what Linux calls the processor; elsewhere the architecture has to do.
func cpuModel() string {
	raw, err := os.ReadFile("/proc/cpuinfo")
	if err != nil {
		return runtime.GOOS + "/" + runtime.GOARCH
	}
	for row := range bytes.Lines(raw) {
		name, value, _ := strings.Cut(string(row), ":")
		if strings.TrimSpace(name) == "model name" {
			return strings.TrimSpace(value)
		}
	}
	return runtime.GOARCH
}
