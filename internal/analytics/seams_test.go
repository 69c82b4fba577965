package analytics

// ParquetEvent is for reading what was written.
type ParquetEvent = parquetEvent
