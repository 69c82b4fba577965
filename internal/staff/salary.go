package staff

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/tabletap/console/internal/fault"
)

// A salary has at most salaryDigits digits, salaryPlaces of them behind the point.
const (
	salaryDigits = 12
	salaryPlaces = 2
)

var decimalForm = regexp.MustCompile(`^(-?)([0-9]+)(?:\.([0-9]+))?$`)

// parseSalary reads a decimal as the contract writes it into hundredths. It knows no exponents, signs or separators: a salary that
// could mean two things is refused.
func parseSalary(text string) (int64, error) {
	const field = "salary"
	text = strings.TrimSpace(text)
	parts := decimalForm.FindStringSubmatch(text)
	if parts == nil {
		return 0, fault.Field(field, "A valid number is required, such as 1234.50.")
	}
	whole, places := strings.TrimLeft(parts[2], "0"), parts[3]
	switch {
	case parts[1] != "":
		return 0, fault.Field(field, "Ensure this value is greater than or equal to 0.")
	case len(places) > salaryPlaces:
		return 0, fault.Field(field, "Ensure that there are no more than 2 decimal places.")
	case len(whole) > salaryDigits-salaryPlaces:
		return 0, fault.Field(field, "Ensure that there are no more than 12 digits in total, 10 of them before the decimal point.")
	}
	minor, err := strconv.ParseInt(whole+(places + "00")[:salaryPlaces], 10, 64)
	if err != nil {
		return 0, fault.Field(field, "A valid number is required, such as 1234.50.")
	}
	return minor, nil
}

// readSalary notes what is wrong with an amount among other fields.
func readSalary(f *fault.Fields, text string) *int64 {
	minor, err := parseSalary(text)
	if err != nil {
		f.Merge(err)
		return nil
	}
	return &minor
}

// decimal writes hundredths as the contract does: 123450 is "1234.50".
func decimal(minor int64) string {
	digits := strconv.FormatInt(minor, 10)
	for len(digits) < 3 {
		digits = "0" + digits
	}
	return digits[:len(digits)-2] + "." + digits[len(digits)-2:]
}
