package analytics

import (
	"encoding/json"
	"strconv"
	"strings"
)

// Amounts are kept in ten-thousandths of a unit, as the tables have them.
const (
	amountDecimals = 4
	amountDigits   = 10 // before the point

	badAmount      = "Must be a number, or one in a string such as \"42.50\"."
	longAmount     = "Ensure that there are no more than 4 decimal places."
	largeAmount    = "Ensure that it is between -10000000000 and 10000000000."
	longestDecimal = 64
)

// parseAmount reads a number, or a string that holds one, exactly.
func parseAmount(value json.RawMessage) (tenThousandths int64, wrong string) {
	text := string(value)
	if value[0] == '"' {
		text = string(unquote(value))
	}
	negative := strings.HasPrefix(text, "-")
	digits, point, ok := decimal(strings.TrimPrefix(text, "-"))
	switch {
	case !ok:
		return 0, badAmount
	case digits == "":
		return 0, ""
	case point < -amountDecimals:
		return 0, longAmount
	case len(digits)+point > amountDigits:
		return 0, largeAmount
	}
	n, err := strconv.ParseInt(digits+strings.Repeat("0", point+amountDecimals), 10, 64)
	if err != nil {
		return 0, badAmount // cannot be: it is at most 14 digits
	}
	if negative {
		n = -n
	}
	return n, ""
}

// decimal splits a number without a sign into digits, without zeros at either end, and the power of ten that they are multiplied by.
func decimal(text string) (digits string, point int, ok bool) {
	if len(text) > longestDecimal {
		return "", 0, false
	}
	mantissa, exponent := text, ""
	if at := strings.IndexAny(text, "eE"); at >= 0 {
		mantissa, exponent = text[:at], text[at+1:]
		var err error
		if point, err = strconv.Atoi(exponent); err != nil || len(exponent) > maxExponent+1 {
			return "", 0, false
		}
	}
	whole, fraction, dotted := strings.Cut(mantissa, ".")
	if whole == "" || dotted && fraction == "" || strings.Trim(whole+fraction, "0123456789") != "" {
		return "", 0, false
	}
	digits = strings.TrimRight(whole+fraction, "0")
	point += len(whole) - len(digits)
	return strings.TrimLeft(digits, "0"), point, true
}
