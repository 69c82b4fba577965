package subscriptions

// OneByOne has what is due visited one by one, so that a run with a seed makes the same requests in the same order everywhere.
func (s *Service) OneByOne() { s.workers = 1 }
