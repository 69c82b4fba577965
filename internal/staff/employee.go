package staff

import (
	"context"
	"fmt"
	"strings"
	"unicode"

	"golang.org/x/text/runes"
	"golang.org/x/text/transform"
	"golang.org/x/text/unicode/norm"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/postgres"
)

// noLetters stands for the name of a restaurant that has none of the letters A to Z.
const noLetters = "XX"

// plainLetters are those whose likeness to a Latin letter Unicode does not say.
var plainLetters = strings.NewReplacer(
	"Æ", "AE", "Ø", "O", "Œ", "OE", "ẞ", "SS", "ß", "SS", "Ł", "L", "Đ", "D", "Ð", "D", "Þ", "TH", "Ɔ", "O", "Ɛ", "E", "Ŋ", "N", "Ɖ", "D", "Ƒ", "F",
	"Ɣ", "G", "Ʋ", "V", "Ɓ", "B", "Ɗ", "D", "Ƙ", "K", "Ə", "E", "Ħ", "H", "’", "'",
)

// initials are the two letters by which a restaurant's employees are numbered: those that its first two words begin with, or
// the first two of its only word.
func initials(name string) string {
	words := strings.FieldsFunc(plain(name), func(r rune) bool { return r != '\'' && !unicode.IsLetter(r) })
	var spelled []string
	for _, word := range words {
		if word = latin(word); word != "" {
			spelled = append(spelled, word)
		}
	}
	switch {
	case len(spelled) == 0:
		return noLetters
	case len(spelled) > 1:
		return spelled[0][:1] + spelled[1][:1]
	default:
		return (spelled[0] + noLetters)[:2]
	}
}

// plain is the name in capitals without the marks on its letters.
func plain(name string) string {
	name = strings.ToValidUTF8(name, "")
	if bare, _, err := transform.String(transform.Chain(norm.NFKD, runes.Remove(runes.In(unicode.Mn))), name); err == nil {
		name = bare
	}
	return plainLetters.Replace(strings.ToUpper(name))
}

func latin(word string) string {
	return strings.Map(func(r rune) rune {
		if r < 'A' || r > 'Z' {
			return -1
		}
		return r
	}, word)
}

// employeeID is TT-AB-0001. From ten thousand on there are more digits.
func employeeID(prefix string, number int64) string { return fmt.Sprintf("TT-%s-%04d", prefix, number) }

// numberTries bounds how often numbers that somebody took by hand are left out.
const numberTries = 20

// newEmployeeIDs gives ids that nobody had or will be given, in ascending order. Whoever else asks waits until tx ends.
func (s *Service) newEmployeeIDs(ctx context.Context, tx postgres.Tx, restaurant string, amount int) ([]string, error) {
	ids, prefix := make([]string, 0, amount), initials(restaurant)
	for range numberTries {
		lacking := amount - len(ids)
		if lacking == 0 {
			return ids, nil
		}
		last, err := s.store.tenant.TakeNumbers(ctx, tx, int64(lacking))
		if err != nil {
			return nil, err
		}
		numbered := make([]string, lacking)
		for i := range numbered {
			numbered[i] = employeeID(prefix, last-int64(lacking-1-i))
		}
		if ids, err = s.keepFree(ctx, tx, ids, numbered); err != nil {
			return nil, err
		}
	}
	return nil, fmt.Errorf("staff: no %d free employee ids after %d tries", amount, numberTries)
}

// keepFree appends those of more that no member has.
func (s *Service) keepFree(ctx context.Context, tx postgres.Tx, ids, more []string) ([]string, error) {
	taken, err := s.store.takenEmployeeIDs(ctx, tx, more)
	for _, id := range more {
		if !taken[id] {
			ids = append(ids, id)
		}
	}
	return ids, err
}

// numberOwner gives the owner of a new restaurant its first number.
func (s *Service) numberOwner(ctx context.Context, tx postgres.Tx, t *access.Tenant, owner access.UserID) error {
	number, err := s.store.tenant.TakeNumbers(ctx, tx, 1)
	if err != nil {
		return err
	}
	return s.store.tenant.SetEmployeeID(ctx, tx, employeeID(initials(t.Name), number), int64(owner))
}
