package auth

// HashCheaply is for tests of anything but the hash: at what it is to cost, the race detector makes some hundred milliseconds of it.
func (s *Service) HashCheaply() { s.hasher.cost = cheap }
