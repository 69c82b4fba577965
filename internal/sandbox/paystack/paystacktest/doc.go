// Package paystacktest starts a stand-in for Paystack for the length of a test.
package paystacktest
