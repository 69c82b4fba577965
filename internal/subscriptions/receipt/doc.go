// Package receipt draws the receipt of a payment: as a page that is made to print, and as a PDF. It is given words and amounts and
// calculates nothing.
package receipt
