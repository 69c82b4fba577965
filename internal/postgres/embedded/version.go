package embedded

import (
	"fmt"
	"regexp"
	"strconv"
)

// oldestMajor is the lowest version that the product's SQL is written for.
const oldestMajor = 15

// Version is that of a PostgreSQL server; 15.14 is Major 15 and Minor 14. A beta or development version has Minor 0.
type Version struct{ Major, Minor int }

// String is the version as PostgreSQL writes it.
func (v Version) String() string { return fmt.Sprintf("%d.%d", v.Major, v.Minor) }

func (v Version) newerThan(other Version) bool {
	if v.Major != other.Major {
		return v.Major > other.Major
	}
	return v.Minor > other.Minor
}

var versionPattern = regexp.MustCompile(`\(PostgreSQL\) (\d+)(?:\.(\d+))?`)

// parseVersion reads what `postgres --version` prints, such as "postgres (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)".
func parseVersion(output string) (Version, error) {
	match := versionPattern.FindStringSubmatch(output)
	if match == nil {
		return Version{}, fmt.Errorf("no PostgreSQL version in %q", output)
	}
	major, err := strconv.Atoi(match[1])
	if err != nil {
		return Version{}, fmt.Errorf("read the version %q: %w", output, err)
	}
	minor, _ := strconv.Atoi(match[2]) // "" for 17beta1
	return Version{Major: major, Minor: minor}, nil
}
