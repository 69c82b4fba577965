// Package operators is what the people who run the platform do besides what each feature lets them: their visits to restaurants, which the
// restaurants' audit logs tell of, bringing up the restaurants' schemas, the keys that sign, and what is wrong now.
package operators
