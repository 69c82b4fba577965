package analytics

import (
	"encoding/json"
	"strconv"

	"github.com/tabletap/console/internal/api"
)

var _ api.Appender = timeSeriesBody{}

// AppendJSON writes the points by hand, which are thousands in a chart by the hour. Nothing in them needs escaping. The rest is little.
func (b timeSeriesBody) AppendJSON(to []byte) ([]byte, error) {
	period, err := json.Marshal(b.Period)
	if err != nil {
		return nil, err
	}
	to = append(append(to, `{"period":`...), period...)
	to = append(append(to, `,"interval":"`...), b.Interval...)
	to = append(to, `","series":[`...)
	for n := range b.Series {
		if n > 0 {
			to = append(to, ',')
		}
		if to, err = b.Series[n].append(to); err != nil {
			return nil, err
		}
	}
	to = strconv.AppendInt(append(to, `],"series_left_out":`...), int64(b.LeftOut), 10)
	if b.Previous != nil {
		if to, err = b.Previous.AppendJSON(append(to, `,"previous":`...)); err != nil {
			return nil, err
		}
	}
	return append(to, '}'), nil
}

func (s *seriesBody) append(to []byte) ([]byte, error) {
	key, err := json.Marshal(s.Key)
	to = append(append(to, `{"key":`...), key...)
	to = append(s.Total.append(append(to, `,"total":{`...)), `},"points":[`...)
	for n := range s.Points {
		if n > 0 {
			to = append(to, ',')
		}
		p := &s.Points[n]
		to = append(append(to, `{"start":"`...), p.Start...)
		to = strconv.AppendBool(append(to, `","complete":`...), p.Complete)
		to = append(p.append(append(to, ',')), '}')
	}
	return append(to, "]}"...), err
}

// append writes the fields of an object.
func (f *Figures) append(to []byte) []byte {
	to = strconv.AppendInt(append(to, `"events":`...), f.Events, 10)
	to = append(append(append(to, `,"amount":"`...), f.Amount...), '"')
	if f.Users != nil {
		to = strconv.AppendInt(append(to, `,"users":`...), *f.Users, 10)
	}
	return to
}
