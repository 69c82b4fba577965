package analytics

import (
	"cmp"
	"math/big"
	"math/bits"
	"slices"
	"strconv"
	"strings"
)

// quantity is a sum of amounts in ten-thousandths. It is exact: 128 bits hold whatever the tables can.
type quantity struct {
	high int64
	low  uint64
}

func quantityOf(tenThousandths int64) quantity {
	return quantity{tenThousandths >> 63, uint64(tenThousandths)}
}

// parseQuantity reads a number as PostgreSQL writes it, with at most four digits after the point.
func parseQuantity(text string) (quantity, bool) {
	whole, fraction, _ := strings.Cut(text, ".")
	if whole == "" || len(fraction) > amountDecimals {
		return quantity{}, false
	}
	digits := whole + fraction + strings.Repeat("0", amountDecimals-len(fraction))
	if n, err := strconv.ParseInt(digits, 10, 64); err == nil {
		return quantityOf(n), true
	}
	n, ok := new(big.Int).SetString(digits, 10)
	if !ok || n.BitLen() > 126 {
		return quantity{}, false
	}
	low := new(big.Int).And(n, new(big.Int).SetUint64(1<<64-1))
	return quantity{new(big.Int).Rsh(n, 64).Int64(), low.Uint64()}, true
}

func (q quantity) plus(other quantity) quantity {
	low, carry := bits.Add64(q.low, other.low, 0)
	return quantity{q.high + other.high + int64(carry), low}
}

func (q quantity) minus(other quantity) quantity {
	low, borrow := bits.Sub64(q.low, other.low, 0)
	return quantity{q.high - other.high - int64(borrow), low}
}

func (q quantity) compare(other quantity) int {
	return cmp.Or(cmp.Compare(q.high, other.high), cmp.Compare(q.low, other.low))
}

// small is true when q is what its low half says as a signed number.
func (q quantity) small() bool { return q.high == int64(q.low)>>63 }

// digits are q's without a point, with - in front of what is below zero.
func (q quantity) digits() string {
	if q.small() {
		return strconv.FormatInt(int64(q.low), 10)
	}
	n := new(big.Int).Lsh(big.NewInt(q.high), 64)
	return n.Add(n, new(big.Int).SetUint64(q.low)).String()
}

// float is for shares of a whole, which need not be exact.
func (q quantity) float() float64 {
	if q.small() {
		return float64(int64(q.low))
	}
	return float64(q.high)*(1<<64) + float64(q.low)
}

// amountText is a decimal with two digits after the point, or as many of four as it has: "42.50", "0.0625".
func amountText(q quantity) string {
	if q == (quantity{}) {
		return "0.00" // most points of most charts
	}
	var text [48]byte
	b := text[:0]
	if q.small() {
		b = strconv.AppendInt(b, int64(q.low), 10)
	} else {
		b = append(b, q.digits()...)
	}
	first := 0
	if b[0] == '-' {
		first = 1
	}
	if short := amountDecimals + 1 - (len(b) - first); short > 0 {
		b = slices.Insert(b, first, []byte("00000")[:short]...)
	}
	point := len(b) - amountDecimals
	b = slices.Insert(b, point, '.')
	for n := 0; n < amountDecimals-2 && b[len(b)-1] == '0'; n++ {
		b = b[:len(b)-1]
	}
	return string(b)
}
