package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"time"
)

// tick is the unit in which Linux counts processor time for programs, on every architecture that Go knows.
const tick = 10 * time.Millisecond

// procStat is a process as /proc tells of it.
type procStat struct {
	parent int
	used   time.Duration // itself and its children that have ended
}

// cpuUsed is the processor time that this program and everything below it took so far: load, server and PostgreSQL. Unlike the
// clock it does not see what else the machine does. It is 0 where there is no /proc.
func cpuUsed() time.Duration {
	all := readProcesses()
	var sum time.Duration
	for pid, p := range all {
		if descends(all, pid, os.Getpid()) {
			sum += p.used
		}
	}
	return sum
}

func descends(all map[int]procStat, pid, from int) bool {
	for pid > 1 {
		if pid == from {
			return true
		}
		pid = all[pid].parent
	}
	return false
}

func readProcesses() map[int]procStat {
	paths, _ := filepath.Glob("/proc/[0-9]*/stat") // the pattern is well formed
	all := make(map[int]procStat, len(paths))
	for _, path := range paths {
		raw, err := os.ReadFile(path)
		pid, _ := strconv.Atoi(filepath.Base(filepath.Dir(path)))
		if err == nil {
			all[pid] = parseStat(raw)
		}
	}
	return all
}

// parseStat reads what follows the name, which may hold anything: state, parent, …, and the times as the 14th to 17th field of all.
// https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
func parseStat(raw []byte) (p procStat) {
	fields := bytes.Fields(raw[bytes.LastIndexByte(raw, ')')+1:])
	const parent, times, timesEnd = 1, 11, 15
	if len(fields) < timesEnd {
		return p
	}
	p.parent, _ = strconv.Atoi(string(fields[parent]))
	for _, field := range fields[times:timesEnd] {
		ticks, _ := strconv.Atoi(string(field))
		p.used += time.Duration(ticks) * tick
	}
	return p
}
