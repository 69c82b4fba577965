package staff

import (
	"context"
	"net/http"
	"time"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/api"
	"github.com/tabletap/console/internal/fault"
)

func (s *Service) registerOwnership(a *api.API) {
	const ownership = "/api/staff/ownership/"
	api.Handle(a, api.Route{
		Method: http.MethodGet, Path: ownership, ID: "staff-ownership-get", Tag: tag, Access: api.Staff(),
		Summary: "To whom the restaurant is offered", Description: "null unless you are its owner or it is offered to you.",
	}, s.handleOffer)
	api.Handle(a, api.Route{
		Method: http.MethodPost, Path: ownership, ID: "staff-ownership-offer", Tag: tag, Access: api.Owner(), Status: http.StatusCreated,
		Summary: "Offer the restaurant to a member", Description: "They have seven days to accept. 409 offer_open while another offer is open.",
	}, s.handleOfferOwnership)
	api.Handle(a, api.Route{
		Method: http.MethodDelete, Path: ownership, ID: "staff-ownership-withdraw", Tag: tag, Access: api.Owner(),
		Summary: "Take the offer back",
	}, s.handleWithdraw)
	api.Handle(a, api.Route{
		Method: http.MethodPost, Path: ownership + "accept/", ID: "staff-ownership-accept", Tag: tag, Access: api.Staff(),
		Summary: "Become the owner of the restaurant", Description: "Whoever owned it becomes a Manager. 404 unless it is offered to you.",
	}, s.handleAcceptOwnership)
	api.Handle(a, api.Route{
		Method: http.MethodPost, Path: ownership + "decline/", ID: "staff-ownership-decline", Tag: tag, Access: api.Staff(),
		Summary: "Turn the offer down", Description: "404 unless the restaurant is offered to you.",
	}, s.handleDeclineOwnership)
}

type offerBody struct {
	MemberID int64     `json:"member_id"`
	Offered  time.Time `json:"offered_at"`
	Expires  time.Time `json:"expires_at"`
}

type offerOutput struct{ Body offerBody }

type maybeOfferOutput struct {
	Body struct {
		Offer api.OrNull[offerBody] `json:"offer"`
	}
}

type offerInput struct {
	Body struct {
		MemberID int64 `json:"member_id"`
	}
}

func writeOffer(o Offer) offerBody { return offerBody{int64(o.Member), o.Offered, o.Expires} }

func (s *Service) handleOffer(ctx context.Context, _ *struct{}) (*maybeOfferOutput, error) {
	out := &maybeOfferOutput{}
	o, err := s.OpenOffer(ctx)
	if fault.Is(err, fault.NotFound) {
		return out, nil
	}
	if err != nil {
		return nil, err
	}
	out.Body.Offer.Value = new(writeOffer(o))
	return out, nil
}

func (s *Service) handleOfferOwnership(ctx context.Context, in *offerInput) (*offerOutput, error) {
	o, err := s.OfferOwnership(ctx, access.MemberID(in.Body.MemberID))
	if err != nil {
		return nil, err
	}
	return &offerOutput{writeOffer(o)}, nil
}

func (s *Service) handleWithdraw(ctx context.Context, _ *struct{}) (*struct{}, error) {
	return nil, s.WithdrawOwnership(ctx)
}

func (s *Service) handleAcceptOwnership(ctx context.Context, _ *struct{}) (*statusOutput, error) {
	if err := s.AcceptOwnership(ctx); err != nil {
		return nil, err
	}
	return status("ownership accepted"), nil
}

func (s *Service) handleDeclineOwnership(ctx context.Context, _ *struct{}) (*statusOutput, error) {
	if err := s.DeclineOwnership(ctx); err != nil {
		return nil, err
	}
	return status("ownership declined"), nil
}
